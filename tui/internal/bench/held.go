//go:build linux

package main

import (
	"fmt"
	"slices"
	"time"

	"wallsockets/tui/internal/bench/internal/load"
	"wallsockets/tui/internal/bench/internal/report"
)

// The groups, as the tables call them.
const (
	heldGroup    = "held connections"
	tcpGroup     = "tcp against unix"
	oneShotGroup = "one-shot connections"
	modelGroup   = "models of part 3, one-shot"
)

// shape is how a peer is asked.
type shape struct {
	connections, words, depth int
}

func (s shape) String() string {
	return fmt.Sprintf("C%d N%d D%d", s.connections, s.words, s.depth)
}

// shapes are all that held connections are measured in.
func (b *bench) shapes() []shape {
	var all []shape
	for _, connections := range []int{1, 16, 64} {
		if b.options.quick && connections == 64 {
			continue
		}
		for _, words := range []int{1, 10, 100} {
			for _, depth := range []int{1, 16} {
				all = append(all, shape{connections, words, depth})
			}
		}
	}
	return all
}

// take lets a peer have its turn and notes what came of it.
func (b *bench) take(p *peer, group string, s shape, job load.Job) error {
	cpu := b.processors.client
	if s.connections == 1 {
		cpu = b.processors.server
	}
	if err := b.processors.pin(p.client.pid(), cpu); err != nil {
		return err
	}
	job.Duration = b.options.cell
	before, err := p.cpuTime()
	if err != nil {
		return err
	}
	result, err := p.client.run(b.ctx, job)
	if err != nil {
		return fmt.Errorf("%s, %v: %w", p.name, s, err)
	}
	after, err := p.cpuTime()
	if err != nil {
		return err
	}
	label, requests := s.String(), float64(result.Requests)
	b.report.Add(group, label, p.name, report.Rate, requests/result.Elapsed.Seconds())
	b.report.Add(group, label, p.name, report.P50, micros(result.P50))
	b.report.Add(group, label, p.name, report.P99, micros(result.P99))
	if p.server != nil {
		b.report.Add(group, label, p.name, report.CPU, micros(after-before)/requests)
	}
	return nil
}

// cpuTime is that of a peer's server, 0 if it has none.
func (p *peer) cpuTime() (time.Duration, error) {
	if p.server == nil {
		return 0, nil
	}
	return cpuTime(p.server.pid())
}

func micros(d time.Duration) float64 { return float64(d) / 1e3 }

// interleave lets all peers take turns in all shapes, again and again. A peer
// that fails is left out from then on, unless it is ours.
func (b *bench) interleave(group string, peers []*peer, shapes []shape,
	oneShot bool) error {
	failed := make(map[*peer]bool)
	for repetition := range b.options.repetitions {
		for _, s := range shapes {
			b.progress.say("%s, repetition %d of %d: %v", group, repetition+1,
				b.options.repetitions, s)
			for _, p := range peers {
				if failed[p] || !p.plays(s) {
					continue
				}
				job := p.job(s)
				job.OneShot = oneShot
				err := b.take(p, group, s, job)
				if err == nil {
					continue
				}
				if b.ctx.Err() != nil || p.name == ours {
					return err
				}
				failed[p] = true
				b.leaveOut(err)
			}
		}
	}
	return nil
}

// held measures connections that stay open.
func (b *bench) held() error {
	peers, err := b.peers(ours, redis, memcached, mariadb, sqlite, echoGo, echoOfC)
	if err != nil {
		return err
	}
	return b.interleave(heldGroup, peers, b.shapes(), false)
}

// tcp measures what the file name is worth against the port.
func (b *bench) tcp() error {
	peers, err := b.peers(ours, oursTCP)
	if err != nil {
		return err
	}
	shapes := slices.DeleteFunc(b.shapes(), func(s shape) bool { return s.words != 10 })
	return b.interleave(tcpGroup, peers, shapes, false)
}

// oneShot measures a connection for each request. SQLite has none, and it is
// all that part 3 knows.
func (b *bench) oneShot() error {
	peers, err := b.peers(ours, redis, memcached, mariadb, echoGo, echoOfC, processes)
	if err != nil {
		return err
	}
	return b.interleave(oneShotGroup, peers, oneShots, true)
}

// oneShots are the shapes of connections that ask once.
var oneShots = []shape{{1, 10, 1}, {16, 10, 1}}

// models measures the three techniques of part 3 against each other.
func (b *bench) models() error {
	peers, err := b.peers(threads, events, processes)
	if err != nil {
		return err
	}
	return b.interleave(modelGroup, peers, oneShots, true)
}
