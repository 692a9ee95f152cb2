//go:build linux

package bench

import (
	"strconv"

	"wallsockets/tui/internal/bench/peer"
	"wallsockets/tui/internal/bench/report"
)

// goals returns the figures that the server of part 5 should reach.
func goals(o *options) []report.Goal {
	const ours = peer.Part5
	idle := strconv.Itoa(o.idle) + " connections"
	return []report.Goal{
		{Text: "look-up of a word, N10", Group: lookUpGroup, Shape: "N10",
			Metric: report.Nanos, Of: ours, Aim: 40, AtMost: true, Unit: "ns"},
		rateGoal(heldGroup, "C16 N10 D1", peer.Redis, 3.5),
		rateGoal(heldGroup, "C16 N10 D1", peer.Memcached, 3),
		rateGoal(heldGroup, "C16 N10 D1", peer.MariaDB, 20),
		rateGoal(heldGroup, "C16 N10 D1", peer.EchoC, 0.95),
		rateGoal(heldGroup, "C16 N1 D1", peer.Redis, 1.7),
		rateGoal(heldGroup, "C16 N1 D1", peer.EchoC, 0.95),
		rateGoal(heldGroup, "C16 N100 D1", peer.Redis, 6),
		rateGoal(heldGroup, "C16 N10 D16", peer.Redis, 8),
		rateGoal(heldGroup, "C16 N100 D16", peer.Redis, 10),
		rateGoal(heldGroup, "C1 N1 D1", peer.Redis, 1.15),
		rateGoal(heldGroup, "C1 N1 D1", peer.Memcached, 1.05),
		{Text: "p99, C16 N10 D1, to redis'", Group: heldGroup, Shape: "C16 N10 D1",
			Metric: report.P99, Of: ours, By: peer.Redis, Aim: 0.5, AtMost: true},
		rateGoal(oneShotGroup, "C1 N10 D1", peer.Redis, 1.4),
		rateGoal(oneShotGroup, "C1 N10 D1", peer.MariaDB, 5),
		rateGoal(oneShotGroup, "C1 N10 D1", peer.Processes, 20),
		{Text: "time to load to wc's", Group: loadGroup, Shape: fromText,
			Metric: report.Millis, Of: ours, By: wc, Aim: 0.3, AtMost: true},
		{Text: "redis' restart to our load", Group: loadGroup, Shape: fromText,
			Metric: report.Millis, Of: peer.Redis, By: ours, Aim: 30},
		{Text: "snapshot to the ready line", Group: loadGroup, Shape: fromSnapshot,
			Metric: report.Millis, Of: ours, Aim: 5, AtMost: true, Unit: "ms"},
		{Text: "snapshot to the first answer", Group: loadGroup, Shape: firstAnswer,
			Metric: report.Millis, Of: ours, Aim: 5, AtMost: true, Unit: "ms"},
		{Text: "memory of a word", Group: memoryGroup, Shape: perWord,
			Metric: report.Bytes, Of: ours, Aim: 20, AtMost: true, Unit: "bytes"},
		{Text: "memory of a word to redis'", Group: memoryGroup, Shape: perWord,
			Metric: report.Bytes, Of: ours, By: peer.Redis, Aim: 0.3, AtMost: true},
		{Text: "memory of an idle connection", Group: idleGroup, Shape: idle,
			Metric: report.Bytes, Of: ours, Aim: 2560, AtMost: true, Unit: "bytes"},
		{Text: "p99 in a reload to p99 before", Group: reloadGroup, Shape: "C16 N10 D1",
			Metric: report.P99, Of: during, By: before, Aim: 1.5, AtMost: true},
	}
}

// rateGoal returns a goal for our requests per second divided by a peer's.
func rateGoal(group, shape, name string, aim float64) report.Goal {
	text := shape + " to " + name
	if group == oneShotGroup {
		text = "one-shot to " + name
	}
	return report.Goal{Text: text, Group: group, Shape: shape,
		Metric: report.Rate, Of: peer.Part5, By: name, Aim: aim}
}
