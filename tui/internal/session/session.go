// Package session runs a stage: its server, a tap in front of it that records
// every message, and its clients. The guide and its command line both use it.
package session

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/dialer"
	"wallsockets/tui/internal/guard"
	"wallsockets/tui/internal/runner"
	"wallsockets/tui/internal/wire"
)

// readyTime is how long a server may take until it prints its ready line. It
// loads its words first, and the machine may be busy.
const readyTime = 30 * time.Second

// Session is a stage whose server was started. Several goroutines may call its
// methods at the same time.
type Session struct {
	Stage     course.Stage
	Server    *runner.Process
	Recording *wire.Recording

	flags   []string // the server's
	target  string   // the address that the server listens on; only the tap connects to it
	runner  *runner.Runner
	tap     *wire.Tap
	taken   string       // see Taken
	dialers *dialer.Pool // nil: the tap connects itself
	updates chan struct{}
	over    chan struct{} // closed when Stop has stopped everything
	stop    sync.Once

	mu      sync.Mutex
	clients []*runner.Process // and other programs of a try
	pages   []*runner.Process // Stop leaves them
	played  []Played
	stopped bool
}

// Options say how to run a stage. The zero value is good.
type Options struct {
	Recording *wire.Recording // goes on, after a Started event; nil: a new one
	Flags     []string        // the server's
	Words     string          // the word list that it is started with; "": its own
	Where     Where           // clients connect there
	Before    string          // the Address of an earlier run, to keep it
	Replaces  *Session        // is stopped when the new server is ready; its Address and its Hands stay
}

// Start builds a stage's server, starts it and puts a tap in front of it. The error
// is a *runner.BuildError if the code does not compile. If the new server does not get
// ready, the session that it replaces goes on.
func Start(ctx context.Context, r *runner.Runner, stage course.Stage,
	options Options) (*Session, error) {
	path, err := r.Build(ctx, stage, "server")
	if err != nil {
		return nil, err
	}
	if options.Words != "" {
		if err := writeWords(r, options.Words); err != nil {
			return nil, err
		}
		options.Flags = append(slices.Clone(options.Flags), "-words", wordList(r))
	}
	argument := "0"
	if stage.Network == "unix" {
		argument = filepath.Join(r.Folder(), stage.Title+".server")
		if options.Replaces != nil && options.Replaces.target == argument {
			argument += "2" // the other one still listens
		}
	}
	server, err := r.Start(runner.Spec{
		Name: stage.ID + " server", Path: path,
		Args: slices.Concat(options.Flags, []string{argument}),
	})
	if err != nil {
		return nil, err
	}
	s := &Session{Stage: stage, Server: server, Recording: options.Recording,
		flags: options.Flags, runner: r, updates: make(chan struct{}, 1),
		over: make(chan struct{})}
	if s.Recording == nil {
		s.Recording = wire.NewRecording()
	}
	if err := s.listen(ctx, options); err != nil {
		server.Stop()
		return nil, err
	}
	guard.Go(s.follow)
	guard.Go(func() { s.forward(server) })
	guard.Go(s.forwardMessages)
	return s, nil
}

// listen puts a tap in front of the server when it is ready.
func (s *Session) listen(ctx context.Context, options Options) (err error) {
	ready, cancel := context.WithTimeout(ctx, readyTime)
	defer cancel()
	if s.target, err = s.Server.WaitReady(ready); err != nil {
		return err
	}
	var before *wire.Tap
	if options.Replaces != nil {
		before = options.Replaces.tap
		// The old server's address could be lost in between, and with it both servers.
		before.Keep()
		options.Replaces.Stop()
		options.Before = options.Replaces.Address()
	}
	s.Recording.Run(s.run())
	if s.Stage.Network == "unix" {
		s.dialers = dialer.NewPool()
	}
	s.tap, s.taken, err = options.Where.listen(s.runner, s.Stage, options.Before,
		wire.Address{Network: s.Stage.Network, Address: s.target}, s.Recording,
		wire.Options{Once: s.Stage.Once, Own: s.clientIDs, Dialers: s.dialers, Replaces: before})
	if err != nil {
		s.dialers.Close()
	}
	return err
}

// clientIDs returns the process numbers of the clients.
func (s *Session) clientIDs() []int {
	s.mu.Lock()
	defer s.mu.Unlock()
	var ids []int
	for _, client := range slices.Concat(s.clients, s.pages) {
		ids = append(ids, client.Pid())
	}
	return ids
}

// follow closes the tap's socket when the server has ended, so that the next
// client is refused as it would be without a tap.
func (s *Session) follow() {
	<-s.Server.Done()
	s.tap.StopAccepting()
}

// Updates receives a signal when the server or a client prints something or ends,
// and when a message crosses. One signal may stand for several updates. The
// channel is for one receiver.
func (s *Session) Updates() <-chan struct{} { return s.updates }

// forward forwards the updates of a process until it ends.
func (s *Session) forward(process *runner.Process) {
	for {
		select {
		case <-process.Updates():
			s.signal()
		case <-process.Done():
			s.signal()
			return
		}
	}
}

// forwardMessages forwards the updates of the recording until Stop.
func (s *Session) forwardMessages() {
	for seen := 0; ; {
		select {
		case <-s.Recording.Updates(seen):
			seen = s.Recording.Dropped() + s.Recording.Len()
			s.signal()
		case <-s.Recording.Identified():
			s.signal()
		case <-s.over:
			return
		}
	}
}

// signal signals an update.
func (s *Session) signal() {
	select {
	case s.updates <- struct{}{}:
	default: // the receiver has not taken the last signal yet
	}
}

// Address returns the address for clients: a host and port, or a path.
func (s *Session) Address() string { return s.tap.Addr() }

// Taken returns the lesson's own address if clients connect to another one because it
// could not be listened on, or "".
func (s *Session) Taken() string { return s.taken }

// Hands returns what interferes with the messages between the clients and the server.
func (s *Session) Hands() *wire.Hands { return s.tap.Hands() }

// ServerCommand returns what a person types in the checkout to start the same server
// by hand, at the lesson's own address: "go run ./part1-basic/server".
func (s *Session) ServerCommand() string {
	return runner.ShellCommand(append([]string{"go", "run",
		"./" + s.Stage.ID + "/server"}, s.flags...)...)
}

// run names the server for a file with its messages: its command, and the model if
// that is the default one.
func (s *Session) run() string {
	command := s.ServerCommand()
	if len(s.Stage.Models) > 0 && !strings.Contains(command, "-model") {
		command += " (model " + s.Stage.Models[0] + ")"
	}
	return command
}

// ClientCommand returns what a person types in the checkout to start a client
// of this session by hand: "go run ./part1-basic/client 127.0.0.1 9998".
func (s *Session) ClientCommand() string {
	return runner.ShellCommand(append([]string{"go", "run", "./" + s.Stage.ID + "/client"},
		s.Stage.Arguments(s.Address())...)...)
}

// Client starts the stage's client, which connects through the tap. Answer its
// question with Process.Write. It fails if the server has ended: the client might
// reach another program, which got the port meanwhile.
func (s *Session) Client(ctx context.Context, flags ...string) (*runner.Process, error) {
	return s.client(ctx, &s.clients, flags)
}

// Page starts the stage's client as a web page, as Client does. Stop leaves it running: it
// then tells its visitors that the server is not running, and asks the next one.
func (s *Session) Page(ctx context.Context) (*runner.Process, error) {
	return s.client(ctx, &s.pages, []string{s.Stage.WebFlag})
}

// client starts the stage's client with flags, as one of a group.
func (s *Session) client(ctx context.Context, group *[]*runner.Process,
	flags []string) (*runner.Process, error) {
	if ended := s.Server.Ended(); ended != "" {
		return nil, fmt.Errorf("start a client: the server has ended (%s); start it first", ended)
	}
	return s.launch(ctx, "client", slices.Concat(flags, s.Stage.Arguments(s.Address())), group)
}

// launch starts a program of the stage, as one of a group.
func (s *Session) launch(ctx context.Context, program string, args []string,
	group *[]*runner.Process) (*runner.Process, error) {
	path, err := s.runner.Build(ctx, s.Stage, program)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stopped {
		return nil, fmt.Errorf("start a %s: the server of %s was stopped", program, s.Stage.ID)
	}
	process, err := s.runner.Start(runner.Spec{
		Name: s.Stage.ID + " " + program, Path: path, Args: args})
	if err != nil {
		return nil, err
	}
	*group = append(*group, process)
	guard.Go(func() { s.forward(process) })
	return process, nil
}

// processes returns the server, and then the clients in the order in which they
// were started.
func (s *Session) processes() []*runner.Process {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]*runner.Process{s.Server}, s.clients...)
}

// Stop stops the server, then the clients, and waits until they have ended: a
// server that is stopped last would answer clients that never spoke. What they
// still send to each other is recorded. Further calls do nothing.
func (s *Session) Stop() {
	s.mu.Lock()
	s.stopped = true // from here on no client starts
	clients := s.clients
	s.mu.Unlock()
	s.Server.Stop()
	var ending sync.WaitGroup
	for _, client := range clients {
		ending.Go(guard.Func(client.Stop))
	}
	ending.Wait()
	s.tap.Close()
	s.dialers.Close()
	s.stop.Do(func() { close(s.over) })
	s.signal()
}
