package check

import (
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"wallsockets/tui/internal/check/script"
)

// let gives a variable its value. What is drawn depends on the seed alone.
func (sc *scope) let(a script.Action, _ string) error {
	name, err := sc.word(a, 0)
	if err != nil {
		return err
	}
	if a.Data != nil {
		sc.vars[name], err = sc.expand(a.Data)
		return err
	}
	kind, err := sc.word(a, 1)
	var numbers [2]int64
	for i := range a.Words[2:] {
		if err == nil {
			numbers[i], err = sc.number(a, 2+i)
		}
	}
	if err == nil {
		sc.vars[name], err = sc.draw(kind, numbers[0], numbers[1])
	}
	return err
}

// draw returns a value of a kind.
func (sc *scope) draw(kind string, n, m int64) (string, error) {
	switch {
	case n > 1<<20 || m < n && kind == "number":
		return "", fmt.Errorf("%d and %d make no %s", n, m, kind)
	case kind == "word":
		return sc.rng.word(), nil
	case kind == "words":
		return sc.rng.words(int(n)), nil
	case kind == "letters":
		return sc.rng.letters(int(n)), nil
	case kind == "number":
		return strconv.FormatInt(n+sc.rng.Int64N(m-n+1), 10), nil
	case kind == "port":
		return sc.run.freePort()
	}
	room := int(n) - len(sc.run.dir) - 1
	if room < 1 {
		return "", fmt.Errorf("a path in %s cannot have %d bytes", sc.run.dir, n)
	}
	return filepath.Join(sc.run.dir, strings.Repeat("p", room)), nil
}

// file returns an action's file: relative to the run's folder unless absolute.
func (sc *scope) file(a script.Action) (string, error) {
	name, err := sc.word(a, 0)
	if err == nil && !filepath.IsAbs(name) {
		name = filepath.Join(sc.run.dir, name)
	}
	if err != nil {
		return "", err
	}
	if inside, err := filepath.Rel(sc.run.dir, name); err != nil || !filepath.IsLocal(inside) {
		return "", fmt.Errorf("%s is not in {dir}", name)
	}
	return name, nil
}

func (sc *scope) writeFile(a script.Action, _ string) error {
	name, err := sc.file(a)
	if err != nil {
		return err
	}
	data, err := sc.expand(a.Data)
	if err != nil {
		return err
	}
	// Renamed, so that nobody reads half of it.
	if err := os.WriteFile(name+".new", []byte(data), 0o644); err != nil {
		return err
	}
	return os.Rename(name+".new", name)
}

func (sc *scope) makeFolder(a script.Action, _ string) error {
	name, err := sc.file(a)
	if err != nil {
		return err
	}
	mode, err := sc.octal(a, 1)
	if err != nil {
		return err
	}
	if err := os.Mkdir(name, mode); err != nil {
		return err
	}
	return os.Chmod(name, mode) // whatever the umask
}

func (sc *scope) octal(a script.Action, n int) (fs.FileMode, error) {
	word, err := sc.word(a, n)
	if err != nil {
		return 0, err
	}
	mode, err := strconv.ParseUint(word, 8, 12)
	return fs.FileMode(mode), err
}

func (sc *scope) removeFile(a script.Action, _ string) error {
	name, err := sc.file(a)
	if err != nil {
		return err
	}
	return os.Remove(name)
}

// mode waits until the file is there and has these permissions: a server may set them
// a moment after one can connect.
func (sc *scope) mode(a script.Action, _ string) error {
	want, err := sc.octal(a, 1)
	if err != nil {
		return err
	}
	var got fs.FileMode
	for until := sc.until(a.Time); ; time.Sleep(retryTime) {
		info, err := sc.await(a, true)
		if err != nil {
			return err
		}
		if got = info.Mode().Perm(); got == want {
			return nil
		}
		if sc.run.clock.passed(until) {
			break
		}
	}
	value := fmt.Sprintf("%04o", got)
	return &failure{problem: "mode", value: value, want: fmt.Sprintf("%04o", want),
		got: []byte(value), hasGot: true, text: "The permissions are " + value + "."}
}

func (sc *scope) exists(a script.Action, _ string) error {
	_, err := sc.await(a, true)
	return err
}

func (sc *scope) absent(a script.Action, _ string) error {
	_, err := sc.await(a, false)
	return err
}

// await waits until a file is there, or is not.
func (sc *scope) await(a script.Action, there bool) (fs.FileInfo, error) {
	name, err := sc.file(a)
	if err != nil {
		return nil, err
	}
	until := sc.until(a.Time)
	for {
		info, err := os.Lstat(name)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
		if (err == nil) == there {
			return info, nil
		}
		if sc.run.clock.passed(until) {
			short := filepath.Base(name)
			if there {
				return nil, &failure{problem: "missing", end: timeout, text: "There is no file " + short + "."}
			}
			return nil, &failure{problem: "left", end: timeout, text: "The file " + short + " is still there."}
		}
		time.Sleep(retryTime)
	}
}

// dialler connects to a socket file as fast as it can, whenever the file's
// permissions would let others do so.
type dialler struct {
	quit, done chan struct{}
	once       sync.Once
	mode       fs.FileMode // with which it got in
	in         bool        // valid once done is closed
}

func (d *dialler) stop() {
	d.once.Do(func() { close(d.quit) })
	<-d.done
}

func (sc *scope) dialLoop(a script.Action, _ string) error {
	name, err := sc.file(a)
	if err != nil {
		return err
	}
	d := &dialler{quit: make(chan struct{}), done: make(chan struct{})}
	sc.run.mu.Lock()
	sc.run.dialler = d
	sc.run.mu.Unlock()
	go d.run(name)
	return nil
}

// run tries until it gets in. Only what others may do counts: we may always. So
// the mode must let them in, and nobody may have changed it by the time that we are
// in: a program may narrow it, and listen only then.
func (d *dialler) run(name string) {
	defer close(d.done)
	for {
		select {
		case <-d.quit:
			return
		default:
		}
		before := lookAt(name)
		if before.mode&0o022 == 0 {
			continue
		}
		conn, err := net.Dial("unix", name)
		if err != nil {
			continue
		}
		after := lookAt(name)
		conn.Close()
		if after == before {
			d.mode, d.in = before.mode, true
			return
		}
	}
}

// nobodyIn ends the dialler and judges whether it got in.
func (sc *scope) nobodyIn(script.Action, string) error {
	sc.run.mu.Lock()
	d := sc.run.dialler
	sc.run.mu.Unlock()
	if d == nil {
		return errors.New("there is no dial-loop")
	}
	d.stop()
	if !d.in {
		return nil
	}
	value := fmt.Sprintf("%04o", d.mode)
	return &failure{problem: "got-in", value: value,
		text: "Somebody connected while the file had the permissions " + value + "."}
}
