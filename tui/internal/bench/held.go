//go:build linux

package bench

import (
	"context"
	"slices"
	"time"

	"wallsockets/tui/internal/bench/load"
	"wallsockets/tui/internal/bench/peer"
	"wallsockets/tui/internal/bench/report"
)

// The groups of this file, as the tables name them.
const (
	heldGroup    = "held connections"
	tcpGroup     = "tcp against unix"
	oneShotGroup = "one-shot connections"
	modelGroup   = "models of part 3, one-shot"
)

// shapes returns all shapes in which held connections are measured.
func (b *bench) shapes() []load.Shape {
	var all []load.Shape
	for _, connections := range []int{1, 16, 64} {
		if b.options.quick && connections == 64 {
			continue
		}
		for _, words := range []int{1, 10, 100} {
			for _, depth := range []int{1, 16} {
				all = append(all, load.Shape{Connections: connections, Words: words,
					Depth: depth})
			}
		}
	}
	return all
}

// oneShots are the shapes of one-shot connections.
var oneShots = []load.Shape{{Connections: 1, Words: 10, Depth: 1},
	{Connections: 16, Words: 10, Depth: 1}}

// take measures a peer's turn and adds the figures to the report.
func (b *bench) take(ctx context.Context, p *peer.Peer, group string, s load.Shape,
	oneShot bool) error {
	turn, err := p.Take(ctx, s, b.options.cell, oneShot)
	if err != nil {
		return err
	}
	add := func(metric string, value float64) {
		b.report.Add(group, s.String(), p.Name(), metric, value)
	}
	add(report.Rate, turn.Rate())
	add(report.P50, micros(turn.P50))
	add(report.P99, micros(turn.P99))
	if p.Server() != nil {
		add(report.CPU, micros(turn.CPU)/float64(turn.Requests))
	}
	return nil
}

func micros(d time.Duration) float64 { return float64(d) / 1e3 }

// interleave lets all peers take turns in all shapes, once in each repetition.
// It leaves out a peer that has failed, unless that is ours.
func (b *bench) interleave(ctx context.Context, group string, peers []*peer.Peer,
	shapes []load.Shape, oneShot bool) error {
	failed := make(map[*peer.Peer]bool)
	for repetition := range b.options.repetitions {
		for _, s := range shapes {
			b.sayRepetition(group, repetition, ": "+s.String())
			for _, p := range peers {
				if failed[p] || !p.Plays(s) {
					continue
				}
				err := b.take(ctx, p, group, s, oneShot)
				if err == nil {
					continue
				}
				if ctx.Err() != nil || p.Name() == peer.Part5 || p.Name() == peer.Part5Loop {
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
func (b *bench) held(ctx context.Context) error {
	peers, err := b.peers(ctx, peer.Part5, peer.Part5Loop, peer.Redis, peer.Memcached, peer.MariaDB,
		peer.SQLite, peer.EchoGo, peer.EchoC)
	if err != nil {
		return err
	}
	return b.interleave(ctx, heldGroup, peers, b.shapes(), false)
}

// tcp measures a socket file against a port.
func (b *bench) tcp(ctx context.Context) error {
	peers, err := b.peers(ctx, peer.Part5, peer.Part4)
	if err != nil {
		return err
	}
	shapes := slices.DeleteFunc(b.shapes(), func(s load.Shape) bool { return s.Connections != 16 })
	return b.interleave(ctx, tcpGroup, peers, shapes, false)
}

// oneShot measures a connection for each request. SQLite has no connections.
func (b *bench) oneShot(ctx context.Context) error {
	peers, err := b.peers(ctx, peer.Part5, peer.Part5Loop, peer.Redis, peer.Memcached, peer.MariaDB,
		peer.EchoGo, peer.EchoC, peer.Processes)
	if err != nil {
		return err
	}
	return b.interleave(ctx, oneShotGroup, peers, oneShots, true)
}

// models measures the three models of part 3 against each other.
func (b *bench) models(ctx context.Context) error {
	peers, err := b.peers(ctx, peer.Threads, peer.Events, peer.Processes)
	if err != nil {
		return err
	}
	return b.interleave(ctx, modelGroup, peers, oneShots, true)
}
