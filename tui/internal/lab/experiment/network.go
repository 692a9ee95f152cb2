package experiment

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"

	"wallsockets/tui/internal/runner"
)

// Namespace is the need of a network of the lab's own. See Kit.Network.
var Namespace = Need{"a network of its own", func() error {
	if out, err := exec.Command("unshare", append(namespace(), "ip", "link")...).CombinedOutput(); err != nil {
		return fmt.Errorf("unshare cannot make one for this user: %w %s; run it as root on Linux, with "+
			"util-linux and iproute2", err, strings.TrimSpace(string(out)))
	}
	return nil
}}

// namespace returns the flags that make a network namespace. Only root may have one
// without a user namespace around it.
func namespace() []string {
	if os.Geteuid() == 0 {
		return []string{"--net"}
	}
	return []string{"--user", "--map-root-user", "--net"}
}

// Network is a network namespace: it has nothing but its own loopback interface, so a
// server in it may listen on all addresses, and no other program can connect to it.
type Network struct {
	kit   *Kit
	enter []string // arguments of nsenter
}

// Network makes a network that is gone with the experiment. The lab must have the need
// Namespace.
func (k *Kit) Network(ctx context.Context) (*Network, error) {
	// A namespace lives as long as a process is in it: cat waits for the end of its input.
	// The line that it prints first is one that WaitReady waits for.
	holder, err := k.Start("unshare", append(namespace(), "sh", "-c",
		"ip link set lo up && echo listening on lo && exec cat")...)
	if err != nil {
		return nil, err
	}
	if _, err := holder.WaitReady(ctx); err != nil {
		return nil, err
	}
	enter := []string{fmt.Sprint("--target=", holder.Pid()), "--net"}
	if os.Geteuid() != 0 {
		enter = append(enter, "--user", "--preserve-credentials")
	}
	return &Network{k, enter}, nil
}

// inside returns the arguments of nsenter that start a program in the network.
func (n *Network) inside(program string, args []string) []string {
	return slices.Concat(n.enter, []string{cmp.Or(n.kit.Program(program), program)}, args)
}

// Serve is Kit.Serve in the network.
func (n *Network) Serve(ctx context.Context, program string, args ...string) (*Server, error) {
	n.kit.Say("start %s", program)
	return n.kit.serve(ctx, "nsenter", n.inside(program, args))
}

// Run is Kit.Run in the network. The program must succeed.
func (n *Network) Run(ctx context.Context, program string, args ...string) (printed string, err error) {
	p, printed, err := n.kit.Run(ctx, "nsenter", n.inside(program, args)...)
	if err == nil && p.ExitCode() != 0 {
		err = errors.New(runner.ShellCommand(append([]string{program}, args...)...) + ": " + p.Ended() +
			": " + printed)
	}
	return printed, err
}
