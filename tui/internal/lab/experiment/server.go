package experiment

import (
	"context"
	"fmt"
	"io"
	"time"

	"wallsockets/tui/internal/proc"
	"wallsockets/tui/internal/runner"
	"wallsockets/tui/internal/wire"
)

// Server is a program that listens.
type Server struct {
	*runner.Process
	Address wire.Address
	kit     *Kit
}

// Serve starts one of the programs in Builds and waits until it prints "listening on
// ADDRESS" as its first line. The arguments say where: port "0", or a path such as
// kit.Path("s").
func (k *Kit) Serve(ctx context.Context, program string, args ...string) (*Server, error) {
	k.Say("start %s", program)
	return k.serve(ctx, program, args)
}

// serve starts a program and waits until it listens.
func (k *Kit) serve(ctx context.Context, program string, args []string) (*Server, error) {
	p, err := k.Start(program, args...)
	if err != nil {
		return nil, err
	}
	address, err := p.WaitReady(ctx)
	if err != nil {
		return nil, err
	}
	return &Server{p, wire.AddressOf(address), k}, nil
}

// Ask connects, sends a message, and reads the answer until the server closes. It
// returns how long all of that took. An error may come with a part of the answer.
func (s *Server) Ask(ctx context.Context, message string) (answer string, took time.Duration, err error) {
	return s.kit.Ask(ctx, s.Address, message)
}

// Ask asks a server at any address of this machine: one that another program started,
// or a tap.
func (k *Kit) Ask(ctx context.Context, to wire.Address, message string) (
	answer string, took time.Duration, err error) {
	begun := time.Now()
	conn, err := k.Dial(ctx, to)
	if err != nil {
		return "", time.Since(begun), err
	}
	defer conn.Close()
	if _, err = io.WriteString(conn, message); err != nil {
		return "", time.Since(begun), fmt.Errorf("send: %w", err)
	}
	all, err := io.ReadAll(conn)
	if err != nil {
		err = fmt.Errorf("read the answer: %w", err)
	}
	return string(all), time.Since(begun), err
}

// Memory returns the resident bytes of the server and of all processes it has started.
func (s *Server) Memory() (sum int64) {
	for _, one := range proc.Family(s.Pid(), 0) {
		sum += one.Memory
	}
	return sum
}

// Alive reports whether the program still runs.
func (s *Server) Alive() bool { return s.Ended() == "" }

// Tap is a tap in front of a server: it records what crosses and can interfere.
type Tap struct {
	*wire.Tap
	Address   wire.Address // for clients
	Recording *wire.Recording
}

// Tap puts a tap in front of a server.
func (k *Kit) Tap(s *Server) (*Tap, error) {
	address := "127.0.0.1:0"
	if s.Address.Network == "unix" {
		address = k.Path("tap")
	}
	recording := wire.NewRecording()
	tap, err := wire.Listen(s.Address.Network, address, s.Address, recording, wire.Options{})
	if err != nil {
		return nil, err
	}
	k.OnClose(tap.Close)
	return &Tap{tap, wire.Address{Network: s.Address.Network, Address: tap.Addr()}, recording}, nil
}

// Lines returns the events of a tap as lines, for a picture.
func (t *Tap) Lines() (lines []string) {
	for _, event := range t.Recording.From(1) {
		lines = append(lines, wire.Line(event))
	}
	return lines
}
