//go:build linux

package main

import (
	"strconv"

	"wallsockets/tui/internal/bench/internal/report"
)

// promises are what the service is held to on this comparison.
func promises(o *options) []report.Promise {
	idle := strconv.Itoa(o.idle) + " connections"
	all := []report.Promise{
		{Text: "look-up of a word, N10", Group: lookUpGroup, Shape: "N10",
			Metric: report.Nanos, Of: ours, Limit: 70, Aim: 40, AtMost: true, Unit: "ns"},
		faster("C16 N10 D1", redis, 2.5, 3.5),
		faster("C16 N10 D1", memcached, 2, 3),
		faster("C16 N10 D1", mariadb, 10, 20),
		faster("C16 N10 D1", echoOfC, 0.75, 0.95),
		faster("C16 N1 D1", redis, 1.3, 1.7),
		faster("C16 N1 D1", echoOfC, 0.85, 0.95),
		faster("C16 N100 D1", redis, 4, 6),
		faster("C16 N10 D16", redis, 5, 8),
		faster("C16 N100 D16", redis, 6, 10),
		faster("C1 N1 D1", redis, 1, 1.15),
		faster("C1 N1 D1", memcached, 0.95, 1.05),
		{Text: "p99, C16 N10 D1, to redis'", Group: heldGroup, Shape: "C16 N10 D1",
			Metric: report.P99, Of: ours, By: redis, Limit: 0.75, Aim: 0.5, AtMost: true},
	}
	for _, one := range []struct {
		peer       string
		limit, aim float64
	}{{redis, 1.1, 1.4}, {mariadb, 3, 5}, {processes, 15, 20}} {
		all = append(all, report.Promise{Text: "one-shot to " + one.peer,
			Group: oneShotGroup, Shape: "C1 N10 D1", Metric: report.Rate, Of: ours,
			By: one.peer, Limit: one.limit, Aim: one.aim})
	}
	return append(all,
		report.Promise{Text: "time to load to wc's",
			Group: loadGroup, Shape: fromText,
			Metric: report.Millis, Of: ours, By: wc, Limit: 0.6, Aim: 0.3, AtMost: true},
		report.Promise{Text: "redis' restart to our load",
			Group: loadGroup, Shape: fromText,
			Metric: report.Millis, Of: redis, By: ours, Limit: 12, Aim: 30},
		report.Promise{Text: "snapshot to the ready line",
			Group: loadGroup, Shape: fromSnapshot,
			Metric: report.Millis, Of: ours, Limit: 10, Aim: 5, AtMost: true, Unit: "ms"},
		report.Promise{Text: "snapshot to the first answer",
			Group: loadGroup, Shape: firstAnswer,
			Metric: report.Millis, Of: ours, Limit: 20, Aim: 5, AtMost: true, Unit: "ms"},
		report.Promise{Text: "memory of a word",
			Group: memoryGroup, Shape: perWord,
			Metric: report.Bytes, Of: ours, Limit: 26, Aim: 20, AtMost: true,
			Unit: "bytes"},
		report.Promise{Text: "memory of a word to redis'",
			Group: memoryGroup, Shape: perWord,
			Metric: report.Bytes, Of: ours, By: redis, Limit: 0.4, Aim: 0.3,
			AtMost: true},
		report.Promise{Text: "memory of an idle connection",
			Group: idleGroup, Shape: idle,
			Metric: report.Bytes, Of: ours, Limit: 4608, Aim: 2560, AtMost: true,
			Unit: "bytes"},
		report.Promise{Text: "p99 in a reload to p99 before", Group: reloadGroup,
			Shape: "C16 N10 D1", Metric: report.P99, Of: during, By: before,
			Limit: 3, Aim: 1.5, AtMost: true},
	)
}

// faster promises so many times a peer's requests a second.
func faster(shape, peer string, limit, aim float64) report.Promise {
	return report.Promise{Text: shape + " to " + peer, Group: heldGroup, Shape: shape,
		Metric: report.Rate, Of: ours, By: peer, Limit: limit, Aim: aim}
}
