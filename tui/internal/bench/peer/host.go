//go:build linux

// Package peer starts the servers of a comparison: those of the parts, Redis,
// memcached, MariaDB, SQLite, and an echo in C and in Go. It fills them with one
// word list, verifies their answers, pins them to processors, puts load on them,
// and stops them at the end.
package peer

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"
)

// buildTime bounds a compiler's run, and the installation of a database.
const buildTime = 10 * time.Minute

// Config is what a host needs.
type Config struct {
	Root        string   // of the checkout, to build programs from
	Folder      string   // for programs, sockets, logs and data; mode 0700, a short path
	Self        []string // the command that runs this program's Help; it appends arguments
	List        string   // file name of the word list, as package words writes it
	Words       int      // in the list
	Connections int      // the most that a peer has to hold open
	// Say shows what the host is doing.
	Say func(format string, arguments ...any)
}

// Host starts processes and stops them. Its processes also end when this
// program dies. It is not safe for concurrent use.
type Host struct {
	config    Config
	cpus      processors
	starter   *starter
	generator *Client // of the word list
	started   int     // number of processes so far
	stops     []func()
}

// NewHost returns a host whose load generator runs. Close it.
func NewHost(config Config) (*Host, error) {
	h := &Host{config: config, cpus: chooseProcessors(), starter: newStarter()}
	h.onClose(h.starter.close)
	generator, err := h.NewGenerator(config.List)
	if err != nil {
		h.Close()
		return nil, err
	}
	h.generator = generator
	h.onClose(generator.Stop)
	return h, nil
}

// onClose adds a function that Close calls, the last one added first.
func (h *Host) onClose(stop func()) { h.stops = append(h.stops, stop) }

// Close stops the load generator and the peers. It does not remove the folder.
func (h *Host) Close() {
	for _, stop := range slices.Backward(h.stops) {
		stop()
	}
	h.stops = nil
}

// Generator returns the load generator of the word list.
func (h *Host) Generator() *Client { return h.generator }

// Pinning describes which process runs on which processor.
func (h *Host) Pinning() string { return h.cpus.String() }

// Build compiles programs of the checkout, such as part5-unix/server. It does so
// without cgo: a program that does not load the C library starts some
// milliseconds earlier.
func (h *Host) Build(ctx context.Context, programs ...string) error {
	for _, program := range programs {
		h.config.Say("build %s", program)
		err := h.build(ctx, ".", h.program(program), "wallsockets/"+program)
		if err != nil {
			return fmt.Errorf("build %s: %w", program, err)
		}
	}
	return nil
}

// build compiles a package in a folder of the checkout.
func (h *Host) build(ctx context.Context, folder, program, pkg string) error {
	return h.run(ctx, []string{"CGO_ENABLED=0"}, "go", "build",
		"-C", filepath.Join(h.config.Root, folder), "-o", program, pkg)
}

// program returns the file name of a program that Build has compiled.
func (h *Host) program(name string) string {
	return h.path(strings.ReplaceAll(name, "/", "-"))
}

// path returns the path of a file in the host's folder.
func (h *Host) path(name string) string { return filepath.Join(h.config.Folder, name) }

// Socket returns the path of a socket file in the host's folder.
func (h *Host) Socket(name string) string { return h.path(name + ".sock") }

// Run runs a program to its end. The error has the program's output.
func (h *Host) Run(ctx context.Context, name string, arguments ...string) error {
	return h.run(ctx, nil, name, arguments...)
}

// run does the same with additions to the environment.
func (h *Host) run(ctx context.Context, env []string, name string,
	arguments ...string) error {
	ctx, cancel := context.WithTimeout(ctx, buildTime)
	defer cancel()
	cmd := exec.CommandContext(ctx, name, arguments...)
	// wc is slower in other locales. What a compiler leaves when it is killed goes with
	// the host's folder.
	cmd.Env = append(append(os.Environ(), "LC_ALL=C", "GOTMPDIR="+h.config.Folder), env...)
	// A group of its own, so that what it has started ends with it.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	var output bytes.Buffer
	cmd.Stdout, cmd.Stderr = &output, &output
	err := h.starter.start(anywhere, cmd.Start)
	if err == nil {
		err = cmd.Wait()
	}
	if err != nil {
		return fmt.Errorf("%s: %w: %.500s", filepath.Base(name), err, output.Bytes())
	}
	return nil
}

// starters returns the functions that start and fill the peers, by name.
func (h *Host) starters() map[string]func(context.Context) (*Peer, error) {
	return map[string]func(context.Context) (*Peer, error){
		Part5: h.part5(Part5, "threads"), Part5Loop: h.part5(Part5Loop, "events"),
		Part4:   h.part4,
		Threads: h.model(Threads), Events: h.model(Events), Processes: h.model(Processes),
		Redis: h.redis, Memcached: h.memcached, MariaDB: h.mariadb, SQLite: h.sqlite,
		EchoGo: h.echoGo, EchoC: h.echoC}
}

// Start starts a peer by its name, fills it with the words, and verifies that
// its answers match the list. The peer runs until Close. The programs of the
// parts must have been built. If a peer's program is not installed, the error
// says how to install it.
func (h *Host) Start(ctx context.Context, name string) (*Peer, error) {
	h.config.Say("start and fill %s", name)
	start := h.starters()[name]
	if start == nil {
		return nil, fmt.Errorf("there is no peer %q", name)
	}
	p, err := start(ctx)
	if err == nil {
		err = p.verify(ctx)
	}
	if err != nil {
		if p != nil {
			p.stop()
		}
		return nil, err
	}
	h.onClose(p.stop)
	return p, nil
}

// missing returns the error for a peer whose program is not installed.
func missing(name, program, remedy string) error {
	return fmt.Errorf("%s: there is no %s here; %s", name, program, remedy)
}
