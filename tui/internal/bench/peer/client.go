//go:build linux

package peer

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"wallsockets/tui/internal/bench/load"
)

// Client is a load generator in a process of its own.
type Client struct {
	*Process
	jobs    *json.Encoder
	results *json.Decoder
}

// NewGenerator starts another load generator, for the word list in a file. The
// caller stops it.
func (h *Host) NewGenerator(list string) (*Client, error) {
	return h.newClient(h.helperCommand(loadMode, list)...)
}

// newClient starts the load generator with this command line.
func (h *Host) newClient(command ...string) (*Client, error) {
	p, err := h.prepare(command[0], command[1:]...)
	if err != nil {
		return nil, err
	}
	p.cmd.Env = append(p.cmd.Env, "GOMAXPROCS=1") // it must not use two processors
	if err := p.startTalking(anywhere); err != nil {
		return nil, err
	}
	return &Client{p, json.NewEncoder(p.stdin), json.NewDecoder(p.stdout)}, nil
}

// Do has the generator do a job. After an error that is not in the job's result
// the client cannot be used again.
func (c *Client) Do(ctx context.Context, job load.Job) (load.Result, error) {
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
