//go:build linux

package bench

import (
	"context"
	"fmt"
	"path/filepath"
	"strconv"

	"wallsockets/tui/internal/bench/load"
	"wallsockets/tui/internal/bench/peer"
	"wallsockets/tui/internal/bench/report"
)

const (
	idleGroup = "idle connections, memory of one"
	idleWords = 1000 // in the list, so that the memory is that of the connections
)

// idle measures the memory that a server uses for a connection that has sent one
// request and stays open. It starts a new server for each repetition: one that
// was busier before would still hold that memory.
func (b *bench) idle(ctx context.Context) error {
	list := filepath.Join(b.folder, "small.tsv")
	if err := writeWords(list, idleWords); err != nil {
		return err
	}
	generator, err := b.host.NewGenerator(list)
	if err != nil {
		return err
	}
	defer generator.Stop()
	for repetition := range b.options.repetitions {
		b.sayRepetition(idleGroup, repetition, "")
		if err := b.idleOurs(ctx, peer.Part5, "threads", list, generator); err != nil {
			return err
		}
		if err := b.idleOurs(ctx, peer.Part5Loop, "events", list, generator); err != nil {
			return err
		}
		if err := b.idleRedis(ctx, list, generator); err != nil {
			return err
		}
	}
	return nil
}

// idleOurs measures the server of part 5 in a model.
func (b *bench) idleOurs(ctx context.Context, name, model, list string,
	generator *peer.Client) error {
	most := strconv.Itoa(b.options.idle + 100)
	p, path, err := b.host.StartServer(ctx, part5, "-words", list, "-model", model,
		"-max-clients", most, "-max-per-user", most, b.host.Socket("idle"))
	if err != nil {
		return err
	}
	defer p.Stop()
	return b.holdIdle(ctx, name, p, path, generator)
}

// idleRedis measures Redis, or leaves it out.
func (b *bench) idleRedis(ctx context.Context, list string, generator *peer.Client) error {
	p, path, err := b.host.StartRedis(ctx, "redis-idle")
	if err != nil {
		b.leaveOut(err)
		return nil
	}
	defer p.Stop()
	if err := peer.FillRedis(path, list); err != nil {
		return err
	}
	return b.holdIdle(ctx, peer.Redis, p, path, generator)
}

// holdIdle opens the connections, sends one request on each, and adds the memory
// of one connection to the report.
func (b *bench) holdIdle(ctx context.Context, name string, p *peer.Process, path string,
	generator *peer.Client) error {
	job := load.Job{Protocol: "resp", Network: "unix", Address: path,
		Shape: load.Shape{Connections: 1, Words: 10, Depth: 1}}
	if _, err := generator.Do(ctx, job); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	before, err := p.Settled(ctx)
	if err != nil {
		return err
	}
	job.Connections, job.Keep = b.options.idle, true
	if _, err := generator.Do(ctx, job); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	after, err := p.Settled(ctx)
	if err != nil {
		return err
	}
	b.report.Add(idleGroup, strconv.Itoa(b.options.idle)+" connections", name,
		report.Bytes, float64(after-before)/float64(b.options.idle))
	return nil
}
