//go:build linux

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"wallsockets/tui/internal/bench/internal/load"
)

// client is a load generator in a process of its own.
type client struct {
	*process
	jobs    *json.Encoder
	results *json.Decoder
}

// newClient starts a load generator; arguments are its program and its own
// arguments.
func (b *bench) newClient(program string, arguments ...string) (*client, error) {
	p, err := b.prepare(program, arguments)
	if err != nil {
		return nil, err
	}
	p.cmd.Env = append(p.cmd.Env, "GOMAXPROCS=1") // it is to need one processor
	if err := p.launchTalking(anywhere); err != nil {
		return nil, err
	}
	return &client{p, json.NewEncoder(p.stdin), json.NewDecoder(p.stdout)}, nil
}

// run has a job done. The client must be given up after an error that is not
// the job's.
func (c *client) run(ctx context.Context, job load.Job) (load.Result, error) {
	if err := c.jobs.Encode(job); err != nil {
		return load.Result{}, c.fail(err)
	}
	type decoded struct {
		load.Result
		err error
	}
	done := make(chan decoded, 1)
	go func() {
		var d decoded
		d.err = c.results.Decode(&d.Result)
		done <- d
	}()
	limit := time.NewTimer(job.Duration + readyTime)
	defer limit.Stop()
	select {
	case d := <-done:
		if d.err != nil {
			return load.Result{}, c.fail(d.err)
		}
		if d.Error != "" {
			return load.Result{}, errors.New(d.Error)
		}
		return d.Result, nil
	case <-limit.C:
		return load.Result{}, c.fail(fmt.Errorf("no result after %v", readyTime))
	case <-ctx.Done():
		return load.Result{}, ctx.Err()
	}
}
