//go:build linux

package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/sys/unix"

	"wallsockets/tui/internal/bench/internal/report"
)

const (
	loadGroup   = "large list, load"
	memoryGroup = "large list, memory of a word"

	fromText     = "to the ready line, from text"
	fromSnapshot = "to the ready line, from a snapshot"
	firstAnswer  = "to the first answer, from a snapshot"
	perWord      = "resident"
	wc           = "wc -lw"

	bigRedis = "redis-big" // its folder

	memoryPerWord = 250 // bytes that this group needs, for the most hungry peer
)

// load measures how long a large list takes to be ready, and what memory a
// word of it takes: from text, from a snapshot, and Redis restarting from its
// own dump. All of the machine is theirs, so nothing is pinned.
func (b *bench) load() error {
	var info unix.Sysinfo_t
	if err := unix.Sysinfo(&info); err != nil {
		return err
	}
	memory := info.Totalram * uint64(info.Unit)
	if memory < uint64(b.options.big)*memoryPerWord {
		b.leaveOut(fmt.Errorf("load: %d words want %d MB of memory; use -big",
			b.options.big, b.options.big*memoryPerWord>>20))
		return nil
	}
	b.progress.say("make a list of %d words", b.options.big)
	list := filepath.Join(b.folder, "big.tsv")
	if err := writeWords(list, b.options.big); err != nil {
		return err
	}
	defer os.Remove(list)
	turns := []func() error{
		func() error { return b.loadByWc(list) },
		func() error { return b.loadFromText(list) },
	}
	if err := b.dumpRedis(list); err != nil {
		b.leaveOut(err)
	} else {
		turns = append(turns, b.restartRedis)
	}
	if b.hasSnapshots("part5-unix/server") {
		if err := b.makeSnapshot(list); err != nil {
			return err
		}
		turns = append(turns, func() error { return b.loadFromSnapshot(list) })
	} else {
		b.leaveOut(errors.New("snapshot: the server of part 5 has no flag -snapshot"))
	}
	for repetition := range b.options.repetitions {
		for i, turn := range turns {
			b.progress.say("%s, repetition %d of %d: %d of %d", loadGroup,
				repetition+1, b.options.repetitions, i+1, len(turns))
			if err := turn(); err != nil {
				return err
			}
		}
	}
	return nil
}

func millis(d time.Duration) float64 { return float64(d) / 1e6 }

// loadByWc times a look at every byte of the list.
func (b *bench) loadByWc(list string) error {
	began := time.Now()
	if err := b.command("wc", "-lw", list); err != nil {
		return err
	}
	b.report.Add(loadGroup, fromText, wc, report.Millis, millis(time.Since(began)))
	return nil
}

// loadFromText times our server up to the line that says it is ready.
func (b *bench) loadFromText(list string) error {
	began := time.Now()
	p, _, err := b.startOurs(anywhere, "part5-unix/server", "-words", list,
		b.socket("big"))
	took := time.Since(began)
	if err != nil {
		return err
	}
	defer p.stop()
	b.report.Add(loadGroup, fromText, ours, report.Millis, millis(took))
	return b.addMemory(p, ours)
}

// addMemory notes how much memory a server has for a word.
func (b *bench) addMemory(p *process, name string) error {
	bytes, err := p.settled(b.ctx)
	if err != nil {
		return err
	}
	b.report.Add(memoryGroup, perWord, name, report.Bytes,
		float64(bytes)/float64(b.options.big))
	return nil
}

// dumpRedis fills a Redis and has it write its dump, which it starts from
// next time.
func (b *bench) dumpRedis(list string) error {
	b.progress.say("fill redis with %d words", b.options.big)
	p, path, err := b.startRedis(anywhere, bigRedis)
	if err != nil {
		return err
	}
	defer p.stop()
	if err := fillRedis(path, list); err != nil {
		return fmt.Errorf("%s: %w", redis, err)
	}
	_, err = redisCommand(path, "SAVE")
	return err
}

// restartRedis times Redis up to its first answer.
func (b *bench) restartRedis() error {
	began := time.Now()
	p, _, err := b.startRedis(anywhere, bigRedis)
	took := time.Since(began)
	if err != nil {
		return err
	}
	defer p.stop()
	b.report.Add(loadGroup, fromText, redis, report.Millis, millis(took))
	return b.addMemory(p, redis)
}

// snapshot returns the file of the large list's table.
func (b *bench) snapshot() string { return filepath.Join(b.folder, "big.snapshot") }

// makeSnapshot has our server save its table once.
func (b *bench) makeSnapshot(list string) error {
	b.progress.say("make a snapshot of %d words", b.options.big)
	p, _, err := b.startOurs(anywhere, "part5-unix/server", "-words", list,
		"-snapshot", b.snapshot(), b.socket("big"))
	if err != nil {
		return err
	}
	defer p.stop()
	return p.until(b.ctx, func() error {
		_, err := os.Stat(b.snapshot())
		return err
	})
}

// loadFromSnapshot times our server up to the ready line, and on to an answer.
func (b *bench) loadFromSnapshot(list string) error {
	began := time.Now()
	p, path, err := b.startOurs(anywhere, "part5-unix/server", "-words", list,
		"-snapshot", b.snapshot(), b.socket("big"))
	ready := time.Since(began)
	if err != nil {
		return err
	}
	defer p.stop()
	if _, err := redisCommand(path, "GET", "ba"); err != nil {
		return err
	}
	b.report.Add(loadGroup, fromSnapshot, ours, report.Millis, millis(ready))
	b.report.Add(loadGroup, firstAnswer, ours, report.Millis, millis(time.Since(began)))
	return nil
}
