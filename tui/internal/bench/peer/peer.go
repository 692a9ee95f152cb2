//go:build linux

package peer

import (
	"context"
	"fmt"
	"time"

	"wallsockets/tui/internal/bench/load"
)

// Peer is a server that holds the words, and the client that puts load on it.
type Peer struct {
	name     string
	protocol string
	network  string
	address  string
	server   *Process // nil for SQLite, which runs inside its client
	client   *Client
	cpus     *processors
}

// newPeer returns a peer that the host's load generator puts load on.
func (h *Host) newPeer(name, protocol, network, address string, server *Process) *Peer {
	return &Peer{name, protocol, network, address, server, h.generator, &h.cpus}
}

// Name returns the name that the peer was started by.
func (p *Peer) Name() string { return p.name }

// Server returns the peer's process, or nil for SQLite.
func (p *Peer) Server() *Process { return p.server }

// Plays reports whether the peer can be asked in a shape.
func (p *Peer) Plays(s load.Shape) bool {
	switch p.name {
	case MariaDB:
		return s.Depth == 1 // the driver does not pipeline
	case SQLite:
		return s.Depth == 1 && s.Connections == 1
	}
	return true
}

// Turn is the outcome of putting load on a peer once.
type Turn struct {
	load.Result
	CPU time.Duration // processor time of the server for all requests
}

// Take puts load on the peer for a time. In a one-shot turn each request opens
// a connection.
func (p *Peer) Take(ctx context.Context, s load.Shape, duration time.Duration,
	oneShot bool) (Turn, error) {
	cpu := p.cpus.client
	if s.Connections == 1 {
		cpu = p.cpus.server
	}
	if err := p.client.pin(cpu); err != nil {
		return Turn{}, err
	}
	job := p.job(s)
	job.Duration, job.OneShot = duration, oneShot
	before, err := p.cpuTime()
	if err != nil {
		return Turn{}, err
	}
	result, err := p.client.Do(ctx, job)
	if err != nil {
		return Turn{}, fmt.Errorf("%s, %v: %w", p.name, s, err)
	}
	after, err := p.cpuTime()
	return Turn{result, after - before}, err
}

// cpuTime returns the processor time of the peer's server, 0 if it has none.
func (p *Peer) cpuTime() (time.Duration, error) {
	if p.server == nil {
		return 0, nil
	}
	return cpuTime(p.server.PID())
}

// job returns a job for the peer's client.
func (p *Peer) job(s load.Shape) load.Job {
	return load.Job{Protocol: p.protocol, Network: p.network, Address: p.address, Shape: s}
}

// verify looks up words from all over the list and compares every byte.
func (p *Peer) verify(ctx context.Context) error {
	job := p.job(load.Shape{Connections: 1, Words: 10, Depth: 1})
	job.Verify, job.Duration, job.OneShot = true, time.Second, p.protocol == "plain"
	if _, err := p.client.Do(ctx, job); err != nil {
		return fmt.Errorf("the answers of %s do not match the list: %w", p.name, err)
	}
	return nil
}

// stop ends the peer's server.
func (p *Peer) stop() {
	if p.server != nil {
		p.server.Stop()
	}
}
