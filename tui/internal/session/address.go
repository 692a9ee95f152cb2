package session

import (
	"errors"
	"fmt"
	"net"
	"path/filepath"
	"strconv"

	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/runner"
	"wallsockets/tui/internal/wire"
)

// Where says where clients connect. The zero value is the lesson's own address if
// it is free, and else another.
type Where struct {
	Port string // of 127.0.0.1, for parts 1 to 4; "0": any that is free
	Path string // of the socket file, for parts 5 and 6
}

// Check returns an error if a part has no such address.
func (w Where) Check(stage course.Stage) error {
	switch {
	case stage.Network == "unix" && w.Port != "":
		return fmt.Errorf("part %d listens on a socket file, not on port %s: "+
			"want --path PATH", stage.Number, w.Port)
	case stage.Network == "tcp" && w.Path != "":
		return fmt.Errorf("part %d listens on a port, not on %s: want --port PORT",
			stage.Number, w.Path)
	}
	if _, err := strconv.ParseUint(w.Port, 10, 16); w.Port != "" && err != nil {
		return fmt.Errorf("want a --port from 0 to 65535, got %q", w.Port)
	}
	return nil
}

// listen puts a tap in front of a server. Before is the address of an earlier run,
// which stays if it is free, or "". Taken is the lesson's own address if it was not
// free, or "".
func (w Where) listen(r *runner.Runner, stage course.Stage, before string,
	target wire.Address, recording *wire.Recording, options wire.Options) (tap *wire.Tap, taken string,
	err error) {
	var failed error
	for _, address := range w.addresses(r, stage, before) {
		tap, err := wire.Listen(stage.Network, address, target, recording, options)
		if err == nil && stage.Network == "unix" {
			if err = r.OwnSocket(tap.Addr()); err != nil {
				tap.Close()
			}
		}
		if err == nil {
			return tap, taken, nil
		}
		if address == stage.OwnAddress() {
			taken = address
		}
		failed = errors.Join(failed, err)
	}
	failed = fmt.Errorf("listen for clients of %s: %w", stage.ID, failed)
	if w.Port != "" { // of a path the error itself says so
		failed = fmt.Errorf("%w; choose another --port", failed)
	}
	return nil, "", failed
}

// addresses returns the addresses to try, in their order. If the user has chosen
// one, it is the only one.
func (w Where) addresses(r *runner.Runner, stage course.Stage, before string) (all []string) {
	if stage.Network == "unix" {
		if w.Path != "" {
			return []string{w.Path}
		}
		all = []string{stage.OwnAddress(), filepath.Join(r.Folder(), stage.Title)}
	} else {
		if w.Port != "" {
			return []string{net.JoinHostPort(course.DefaultHost, w.Port)}
		}
		all = []string{stage.OwnAddress(), net.JoinHostPort(course.DefaultHost, "0")}
	}
	if before != "" {
		all = append([]string{before}, all...)
	}
	return all
}
