//go:build linux

package bench

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"syscall"
	"time"

	"wallsockets/tui/internal/bench/load"
	"wallsockets/tui/internal/bench/peer"
	"wallsockets/tui/internal/bench/report"
)

const (
	reloadGroup = "reload of the list under load"
	before      = "before" // these two stand in for a peer's name
	during      = "during"

	calm     = time.Second / 2 // of load before the reload
	loadTime = 2 * time.Second // of load in all
)

// reload measures the latency of a server before and during a reload of its
// list. A reload uses all processors, so nothing is pinned.
func (b *bench) reload(ctx context.Context) error {
	p, path, err := b.host.StartServer(ctx, part6, "-words", b.list,
		b.host.Socket("part6"))
	if err != nil {
		return err
	}
	defer p.Stop()
	if err := b.host.Generator().Unpin(); err != nil {
		return err
	}
	job := load.Job{Protocol: "resp", Network: "unix", Address: path, Samples: true,
		Shape: load.Shape{Connections: 16, Words: 10, Depth: 1}, Duration: loadTime}
	for repetition := range b.options.repetitions {
		b.sayRepetition(reloadGroup, repetition, "")
		if err := b.reloadOnce(ctx, p, job); err != nil {
			return err
		}
	}
	return nil
}

// reloadOnce reloads the list in the middle of a job.
func (b *bench) reloadOnce(ctx context.Context, p *peer.Process, job load.Job) error {
	reloaded := make(chan span, 1)
	go func() { reloaded <- hangUp(ctx, p) }()
	result, err := b.host.Generator().Do(ctx, job)
	reload := <-reloaded
	if err := errors.Join(err, reload.err); err != nil {
		return err
	}
	took := reload.end.Sub(reload.begin)
	quiet, busy := split(result.Samples, reload)
	if len(quiet) == 0 || len(busy) == 0 {
		return fmt.Errorf("the reload, which took %v, was not during the load", took)
	}
	shape := job.Shape.String()
	b.report.Add(reloadGroup, shape, before, report.P99,
		micros(load.Percentile(quiet, 99)))
	b.report.Add(reloadGroup, shape, during, report.P99,
		micros(load.Percentile(busy, 99)))
	b.report.Add(reloadGroup, "the reload takes", during, report.Millis, millis(took))
	return nil
}

// span is the time that something took.
type span struct {
	begin, end time.Time
	err        error
}

// hangUp sends SIGHUP to a server after a while of load and waits until the
// server logs that it has reloaded its list.
func hangUp(ctx context.Context, p *peer.Process) span {
	select {
	case <-time.After(calm):
	case <-ctx.Done():
		return span{err: ctx.Err()}
	}
	// It logs one line for each reload.
	logged := func() int {
		text, _ := p.Log() // after an error the next try reads it
		return bytes.Count(text, []byte("\n"))
	}
	lines := logged()
	s := span{begin: time.Now()}
	s.err = p.Signal(syscall.SIGHUP)
	if s.err == nil {
		s.err = p.Until(ctx, func() error {
			if logged() == lines {
				return errors.New("the server has not logged the reload")
			}
			return nil
		})
	}
	s.end = time.Now()
	return s
}

// split returns the latencies, sorted, of the requests that ended before a span
// and of those in progress during it.
func split(samples []load.Sample, s span) (before, during []time.Duration) {
	for _, sample := range samples {
		begin := sample.End - sample.Latency.Nanoseconds()
		switch {
		case sample.End < s.begin.UnixNano():
			before = append(before, sample.Latency)
		case begin < s.end.UnixNano():
			during = append(during, sample.Latency)
		}
	}
	slices.Sort(before)
	slices.Sort(during)
	return before, during
}
