//go:build linux

package peer

import (
	"context"
	"strings"
)

// StartServer starts a program that Build has compiled and waits until it
// listens. It is not pinned. The caller stops it.
func (h *Host) StartServer(ctx context.Context, program string, arguments ...string) (
	_ *Process, address string, _ error) {
	return h.listen(ctx, anywhere, h.program(program), arguments...)
}

// part5 returns the function that starts the server of part 5 on a socket file, in
// a model.
func (h *Host) part5(name, model string) func(context.Context) (*Peer, error) {
	return func(ctx context.Context) (*Peer, error) {
		p, path, err := h.listen(ctx, h.cpus.server, h.program("part5-unix/server"),
			"-words", h.config.List, "-model", model, h.Socket("part5-"+model))
		if err != nil {
			return nil, err
		}
		return h.newPeer(name, "resp", "unix", path, p), nil
	}
}

// part4 is the server of part 4, which does the same on a port.
func (h *Host) part4(ctx context.Context) (*Peer, error) {
	p, address, err := h.listen(ctx, h.cpus.server, h.program("part4-security/server"),
		"-words", h.config.List, "0")
	if err != nil {
		return nil, err
	}
	return h.newPeer(Part4, "resp", "tcp", address, p), nil
}

// model returns the function that starts the server of part 3 in the model that
// its name ends with. Its processes map a snapshot of the words: otherwise each
// would read the list.
func (h *Host) model(name string) func(context.Context) (*Peer, error) {
	return func(ctx context.Context) (*Peer, error) {
		p, address, err := h.listen(ctx, h.cpus.server, h.program("part3-threads/server"),
			"-words", h.config.List, "-model", strings.TrimPrefix(name, "part 3 "),
			"-snapshot", h.path("part3.snapshot"), "0")
		if err != nil {
			return nil, err
		}
		return h.newPeer(name, "plain", "tcp", address, p), nil
	}
}
