//go:build linux

package bench

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/sys/unix"

	"wallsockets/tui/internal/bench/peer"
	"wallsockets/tui/internal/bench/report"
)

const (
	loadGroup   = "large list, load"
	memoryGroup = "large list, memory of a word"

	fromText     = "to the ready line, from text"
	fromSnapshot = "to the ready line, from a snapshot"
	firstAnswer  = "to the first answer, from a snapshot"
	perWord      = "resident"
	wc           = "wc -lw"

	bigRedis = "redis-big" // the name of its folder

	memoryPerWord = 250 // bytes that the group needs: those of the largest peer
)

// load measures how long a large list takes to load and how much memory a word
// uses: from text, from a snapshot, and for a Redis that restarts from its dump.
// A peer may use the whole machine, so nothing is pinned.
func (b *bench) load(ctx context.Context) error {
	enough, err := b.enoughMemory()
	if err != nil || !enough {
		return err
	}
	b.progress.say("make a list of %d words", b.options.big)
	list := filepath.Join(b.folder, "big.tsv")
	if err := writeWords(list, b.options.big); err != nil {
		return err
	}
	defer os.Remove(list)
	turns := []func(context.Context, string) error{b.readByWc, b.loadText}
	if err := b.dumpRedis(ctx, list); err != nil {
		b.leaveOut(err)
	} else {
		turns = append(turns, b.restartRedis)
	}
	if err := b.makeSnapshot(ctx, list); err != nil {
		return err
	}
	turns = append(turns, b.loadSnapshot)
	for repetition := range b.options.repetitions {
		for i, turn := range turns {
			b.sayRepetition(loadGroup, repetition, fmt.Sprintf(": %d of %d", i+1, len(turns)))
			if err := turn(ctx, list); err != nil {
				return err
			}
		}
	}
	return nil
}

// enoughMemory reports whether the large list fits in memory. If it does not,
// the group is left out.
func (b *bench) enoughMemory() (bool, error) {
	var info unix.Sysinfo_t
	if err := unix.Sysinfo(&info); err != nil {
		return false, err
	}
	memory := info.Totalram * uint64(info.Unit)
	if memory >= uint64(b.options.big)*memoryPerWord {
		return true, nil
	}
	b.leaveOut(fmt.Errorf("load: %d words need %d MB of memory; choose fewer with -big",
		b.options.big, b.options.big*memoryPerWord>>20))
	return false, nil
}

func millis(d time.Duration) float64 { return float64(d) / 1e6 }

// readByWc times a program that looks at every byte of the list.
func (b *bench) readByWc(ctx context.Context, list string) error {
	began := time.Now()
	if err := b.host.Run(ctx, "wc", "-lw", list); err != nil {
		return err
	}
	b.report.Add(loadGroup, fromText, wc, report.Millis, millis(time.Since(began)))
	return nil
}

// loadText times our server from its start to its ready line.
func (b *bench) loadText(ctx context.Context, list string) error {
	began := time.Now()
	p, _, err := b.host.StartServer(ctx, part5, "-words", list, b.host.Socket("big"))
	took := time.Since(began)
	if err != nil {
		return err
	}
	defer p.Stop()
	b.report.Add(loadGroup, fromText, peer.Part5, report.Millis, millis(took))
	return b.addMemory(ctx, p, peer.Part5)
}

// addMemory adds a server's resident memory for each word to the report.
func (b *bench) addMemory(ctx context.Context, p *peer.Process, name string) error {
	bytes, err := p.Settled(ctx)
	if err != nil {
		return err
	}
	b.report.Add(memoryGroup, perWord, name, report.Bytes,
		float64(bytes)/float64(b.options.big))
	return nil
}

// dumpRedis fills a Redis and saves the dump that it starts from next time.
func (b *bench) dumpRedis(ctx context.Context, list string) error {
	b.progress.say("fill redis with %d words", b.options.big)
	p, path, err := b.host.StartRedis(ctx, bigRedis)
	if err != nil {
		return err
	}
	defer p.Stop()
	if err := peer.FillRedis(path, list); err != nil {
		return fmt.Errorf("%s: %w", peer.Redis, err)
	}
	_, err = peer.RedisCommand(path, "SAVE")
	return err
}

// restartRedis times Redis from its start to its first answer.
func (b *bench) restartRedis(ctx context.Context, _ string) error {
	began := time.Now()
	p, _, err := b.host.StartRedis(ctx, bigRedis)
	took := time.Since(began)
	if err != nil {
		return err
	}
	defer p.Stop()
	b.report.Add(loadGroup, fromText, peer.Redis, report.Millis, millis(took))
	return b.addMemory(ctx, p, peer.Redis)
}

// snapshot returns the name of the file with the large list's table.
func (b *bench) snapshot() string { return filepath.Join(b.folder, "big.snapshot") }

// startWithSnapshot starts our server with a snapshot to map or to save.
func (b *bench) startWithSnapshot(ctx context.Context, list string) (
	*peer.Process, string, error) {
	return b.host.StartServer(ctx, part5, "-words", list, "-snapshot", b.snapshot(),
		b.host.Socket("big"))
}

// makeSnapshot starts our server once and waits until it has saved its table.
func (b *bench) makeSnapshot(ctx context.Context, list string) error {
	b.progress.say("make a snapshot of %d words", b.options.big)
	p, _, err := b.startWithSnapshot(ctx, list)
	if err != nil {
		return err
	}
	defer p.Stop()
	return p.Until(ctx, func() error {
		_, err := os.Stat(b.snapshot())
		return err
	})
}

// loadSnapshot times our server from its start to its ready line and to its
// first answer.
func (b *bench) loadSnapshot(ctx context.Context, list string) error {
	began := time.Now()
	p, path, err := b.startWithSnapshot(ctx, list)
	ready := time.Since(began)
	if err != nil {
		return err
	}
	defer p.Stop()
	if _, err := peer.RedisCommand(path, "GET", "ba"); err != nil {
		return err
	}
	b.report.Add(loadGroup, fromSnapshot, peer.Part5, report.Millis, millis(ready))
	b.report.Add(loadGroup, firstAnswer, peer.Part5, report.Millis,
		millis(time.Since(began)))
	return nil
}
