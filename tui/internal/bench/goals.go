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
	goals := []report.Goal{
		{Text: "look-up of a word, N100", Group: lookUpGroup, Shape: "N100",
			Metric: report.Nanos, Of: ours, Aim: 30, AtMost: true, Unit: "ns"},
		{Text: "time to load to wc's", Group: loadGroup, Shape: fromText,
			Metric: report.Millis, Of: ours, By: wc, Aim: 0.3, AtMost: true},
		{Text: "redis' restart to our load", Group: loadGroup, Shape: fromText,
			Metric: report.Millis, Of: peer.Redis, By: ours, Aim: 30},
		{Text: "snapshot to the ready line", Group: loadGroup, Shape: fromSnapshot,
			Metric: report.Millis, Of: ours, Aim: 5, AtMost: true, Unit: "ms"},
		{Text: "snapshot to the first answer", Group: loadGroup, Shape: firstAnswer,
			Metric: report.Millis, Of: ours, Aim: 5, AtMost: true, Unit: "ms"},
		{Text: "memory of a word", Group: memoryGroup, Shape: perWord,
			Metric: report.Bytes, Of: ours, Aim: 24, AtMost: true, Unit: "bytes"},
		{Text: "memory of a word to redis'", Group: memoryGroup, Shape: perWord,
			Metric: report.Bytes, Of: ours, By: peer.Redis, Aim: 0.35, AtMost: true},
		{Text: "p99 in a reload to p99 before", Group: reloadGroup, Shape: "C16 N10 D1",
			Metric: report.P99, Of: during, By: before, Aim: 1.3, AtMost: true},
	}
	idle := strconv.Itoa(o.idle) + " connections"
	for _, name := range []string{peer.Part5, peer.Part5Loop} {
		goals = append(goals, rateGoals(name)...)
		goals = append(goals,
			report.Goal{Text: name + ": p99, C16 N10 D1, to redis'", Group: heldGroup,
				Shape: "C16 N10 D1", Metric: report.P99, Of: name, By: peer.Redis,
				Aim: 0.5, AtMost: true},
			report.Goal{Text: name + ": memory of an idle connection", Group: idleGroup,
				Shape: idle, Metric: report.Bytes, Of: name, Aim: idleAims[name],
				AtMost: true, Unit: "bytes"})
	}
	return goals
}

// idleAims are the aims for the memory of an idle connection: a loop keeps no
// stack for it.
var idleAims = map[string]float64{peer.Part5: 6500, peer.Part5Loop: 512}

// rateGoals returns the goals for the requests per second of one of our servers,
// divided by those of a peer.
func rateGoals(name string) (goals []report.Goal) {
	for _, goal := range []struct {
		group, shape, by string
		aim              float64
	}{
		{heldGroup, "C16 N1 D1", peer.Redis, 1.35},
		{heldGroup, "C16 N1 D1", peer.EchoC, 0.97},
		{heldGroup, "C16 N10 D1", peer.Redis, 3},
		{heldGroup, "C16 N10 D1", peer.Memcached, 2.6},
		{heldGroup, "C16 N10 D1", peer.MariaDB, 20},
		{heldGroup, "C16 N10 D1", peer.EchoC, 0.9},
		{heldGroup, "C16 N100 D1", peer.Redis, 5},
		{heldGroup, "C16 N10 D16", peer.Redis, 5},
		{heldGroup, "C16 N100 D16", peer.Redis, 7},
		{heldGroup, "C1 N1 D1", peer.Redis, 1.15},
		{heldGroup, "C1 N1 D1", peer.Memcached, 1.05},
		{oneShotGroup, "C1 N10 D1", peer.Redis, 1.5},
		{oneShotGroup, "C1 N10 D1", peer.MariaDB, 5},
		{oneShotGroup, "C1 N10 D1", peer.Processes, 20},
	} {
		text := name + ": " + goal.shape + " to " + goal.by
		if goal.group == oneShotGroup {
			text = name + ": one-shot to " + goal.by
		}
		goals = append(goals, report.Goal{Text: text, Group: goal.group, Shape: goal.shape,
			Metric: report.Rate, Of: name, By: goal.by, Aim: goal.aim})
	}
	return goals
}
