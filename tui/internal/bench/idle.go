//go:build linux

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	"wallsockets/tui/internal/bench/internal/load"
	"wallsockets/tui/internal/bench/internal/report"
)

const (
	idleGroup = "idle connections, memory of one"
	idleWords = 1000 // of the list: memory is for the connections
)

// idle measures what memory a server has for a connection that has asked once
// and stays. Each time the server is a new one: what an old one has kept from
// busier days would not show.
func (b *bench) idle() error {
	list := filepath.Join(b.folder, "small.tsv")
	if err := writeWords(list, idleWords); err != nil {
		return err
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	generator, err := b.newClient(self, loadMode, list)
	if err != nil {
		return err
	}
	defer generator.stop()
	most := strconv.Itoa(b.options.idle + 100)
	for repetition := range b.options.repetitions {
		b.progress.say("%s, repetition %d of %d", idleGroup, repetition+1,
			b.options.repetitions)
		p, path, err := b.startOurs(anywhere, "part5-unix/server", "-words", list,
			"-max-clients", most, "-max-per-user", most, b.socket("idle"))
		if err != nil {
			return err
		}
		if err := b.holdIdle(ours, p, path, generator); err != nil {
			return err
		}
		p, path, err = b.startRedis(anywhere, "redis-idle")
		if err != nil {
			b.leaveOut(err)
			continue
		}
		if err := fillRedis(path, list); err != nil {
			p.stop()
			return err
		}
		if err := b.holdIdle(redis, p, path, generator); err != nil {
			return err
		}
	}
	return nil
}

// holdIdle opens the connections, each with one request, and stops the server
// when it has been measured.
func (b *bench) holdIdle(name string, p *process, path string, generator *client) error {
	defer p.stop()
	job := load.Job{Protocol: "resp", Network: "unix", Address: path,
		Connections: 1, Words: 10, Depth: 1}
	if _, err := generator.run(b.ctx, job); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	before, err := p.settled(b.ctx)
	if err != nil {
		return err
	}
	job.Connections, job.Keep = b.options.idle, true
	if _, err := generator.run(b.ctx, job); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	after, err := p.settled(b.ctx)
	if err != nil {
		return err
	}
	b.report.Add(idleGroup, strconv.Itoa(b.options.idle)+" connections", name,
		report.Bytes, float64(after-before)/float64(b.options.idle))
	return nil
}
