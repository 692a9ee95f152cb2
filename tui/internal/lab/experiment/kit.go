package experiment

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/printable"
	"wallsockets/tui/internal/runner"
	"wallsockets/tui/internal/wire"
)

// pollTime is how often Until looks.
const pollTime = 2 * time.Millisecond

// Kit gives an experiment its programs, its connections and its folder. Several
// goroutines may call its methods at the same time.
type Kit struct {
	lab    Lab
	root   string
	folder string
	runner *runner.Runner
	say    func(string)
	peers  peers // see StartPeers

	mu     sync.Mutex
	built  map[string]string // the paths of the programs in Builds
	closes []func()
}

// Say shows the learner what the experiment is doing: a few words.
func (k *Kit) Say(format string, args ...any) {
	k.say(printable.Text(fmt.Appendf(nil, format, args...)))
}

// Root returns the root folder of the checkout.
func (k *Kit) Root() string { return k.root }

// Folder returns the experiment's own folder, mode 0700, with a path so short that a
// file in it with a name of up to 12 bytes can be a socket. It is removed at the end.
func (k *Kit) Folder() string { return k.folder }

// Path returns the path of a file in the folder.
func (k *Kit) Path(name string) string { return filepath.Join(k.folder, name) }

// ShortList writes a list of three words, which a server loads at once: with the built-in
// list a busy machine starts few servers in a lab's time. It returns the flags for it.
func (k *Kit) ShortList() (flags []string, err error) {
	const words = "the 100\nwhale 10\nquick 1\n"
	name := k.Path("words")
	return []string{"-words", name}, os.WriteFile(name, []byte(words), 0o600)
}

// OnClose adds a function to call when the experiment is over, the last one first.
func (k *Kit) OnClose(f func()) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.closes = append(k.closes, f)
}

// close ends everything and removes the folder.
func (k *Kit) close() error {
	for {
		k.mu.Lock()
		closes := k.closes
		k.closes = nil
		k.mu.Unlock()
		if closes == nil {
			return os.RemoveAll(k.folder)
		}
		for _, f := range slices.Backward(closes) {
			f()
		}
	}
}

// build builds a program of Builds.
func (k *Kit) build(ctx context.Context, program string) (err error) {
	k.Say("build %s", program)
	var path string
	naive := filepath.Join(k.naiveFolder(), program)
	switch folder, name := filepath.Split(program); {
	case strings.HasSuffix(program, ".c"):
		// With the .c: a program in Go may have the same name.
		path = filepath.Join(k.runner.Folder(), program)
		err = k.runner.RunBuild(ctx, runner.Spec{Name: program, Path: "cc",
			Args: []string{"-O1", "-pthread", "-fno-stack-protector", "-U_FORTIFY_SOURCE", "-w", "-o", path, naive}})
	case folder == "":
		path, err = k.runner.BuildFolder(ctx, naive, program)
	default:
		stage, found := course.Find(folder)
		if found != nil {
			return found
		}
		path, err = k.runner.Build(ctx, stage, name)
	}
	k.built[program] = path
	return err
}

// Start starts one of the programs in Builds, or one in PATH. It returns when the
// program runs; see Serve for one that listens.
func (k *Kit) Start(program string, args ...string) (*runner.Process, error) {
	return k.StartWith(runner.Spec{Args: args}, program)
}

// StartWith is like Start for a program that needs more than arguments: an environment,
// a folder, or its output while it runs.
func (k *Kit) StartWith(spec runner.Spec, program string) (*runner.Process, error) {
	spec.Name, spec.Path = program, program
	if path, ok := k.built[program]; ok {
		spec.Path = path
	}
	p, err := k.runner.Start(spec)
	if err == nil {
		k.OnClose(p.Stop)
	}
	return p, err
}

// Program returns the path of a program in Builds, for one such as nohup that starts it.
func (k *Kit) Program(name string) string { return k.built[name] }

// Run runs a program to its end and returns what it has printed, both on standard
// output and standard error. How it ended is no error: see ExitCode and Ended.
func (k *Kit) Run(ctx context.Context, program string, args ...string) (*runner.Process, string, error) {
	p, err := k.Start(program, args...)
	if err != nil {
		return nil, "", err
	}
	if err := p.CloseStdin(); err != nil && p.Ended() == "" {
		return nil, "", err
	}
	if err := ended(ctx, p); err != nil {
		return nil, "", err
	}
	return p, Printed(p), nil
}

// Printed returns what a program has printed so far, one line after the other.
func Printed(p *runner.Process) string {
	var text strings.Builder
	for _, line := range p.Output().Lines {
		if line.Source != runner.Stdin {
			text.WriteString(line.Text + "\n")
		}
	}
	return text.String()
}

// Until waits until a condition is true. It polls: use it for what sends no signal.
func (k *Kit) Until(ctx context.Context, what string, condition func() bool) error {
	tick := time.NewTicker(pollTime)
	defer tick.Stop()
	for !condition() {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return fmt.Errorf("wait until %s: %w", what, ctx.Err())
		}
	}
	return nil
}

// EffectTime is how long a lab waits for what it is to show. That it does not happen is a
// result, too, and has to be there before the lab's own time is over.
const EffectTime = 4 * time.Second

// Happens waits until what a lab is to show happens, for EffectTime at most, and reports
// whether it did.
func (k *Kit) Happens(ctx context.Context, what string, condition func() bool) bool {
	soon, cancel := context.WithTimeout(ctx, EffectTime)
	defer cancel()
	return k.Until(soon, what, condition) == nil
}

// Pause waits: for a client that is slow on purpose, never for something to happen.
func (k *Kit) Pause(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Dial connects to a server on this machine; it refuses any other. The connection ends
// with the experiment, and its reads and writes end when ctx does.
func (k *Kit) Dial(ctx context.Context, to wire.Address) (net.Conn, error) {
	if err := local(to); err != nil {
		return nil, err
	}
	conn, err := new(net.Dialer).DialContext(ctx, to.Network, to.Address)
	if err != nil {
		return nil, err
	}
	stop := context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Now()) })
	k.OnClose(func() {
		stop()
		conn.Close()
	})
	return conn, nil
}

// local refuses an address that is not on this machine.
func local(a wire.Address) error {
	if a.Network == "unix" {
		return nil
	}
	to, err := netip.ParseAddrPort(a.Address)
	if err != nil || a.Network != "tcp" || !to.Addr().IsLoopback() {
		return fmt.Errorf("a lab connects to this machine only, not to %s", a.Address)
	}
	return nil
}
