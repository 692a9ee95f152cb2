//go:build linux

package promise

import (
	"encoding/hex"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/test/stagetest"
)

// Started as in the lessons, no server listens to other machines.
func TestPromiseReachability(t *testing.T) {
	launches, listening := 0, 0
	look := func(t *testing.T, pid int) {
		launches++
		for _, address := range listeners(t, pid) {
			listening++
			if !isLoopback(address) {
				t.Errorf("process %d listens on %s", pid, address)
			}
		}
	}
	stagetest.EachServer(t, func(t *testing.T, stage course.Stage, flags []string) {
		stagetest.NothingLeft(t)
		look(t, stagetest.Start(t, stage, flags...).Command.Process.Pid)
	})
	t.Run("page", func(t *testing.T) {
		stagetest.NothingLeft(t)
		p := startPage(t, stagetest.SocketPath(t))
		look(t, p.php())
	})
	// Parts 1 to 4, part 3 in three models, and the page have a port each.
	promise(t, !t.Failed() && listening == 7, "ports that others can reach", "0",
		"0 of %d listeners in %d launches", listening, launches)
}

// listeners returns the TCP addresses that a process listens on, as the kernel
// writes them: hexadecimal, in the order of this machine.
func listeners(t *testing.T, pid int) (addresses []string) {
	t.Helper()
	sockets := make(map[string]bool)
	names, _ := filepath.Glob(fmt.Sprintf("/proc/%d/fd/*", pid))
	for _, name := range names {
		target, _ := os.Readlink(name)
		if inode, found := strings.CutPrefix(target, "socket:["); found {
			sockets[strings.TrimSuffix(inode, "]")] = true
		}
	}
	for _, name := range []string{"tcp", "tcp6"} {
		table, err := os.ReadFile(fmt.Sprintf("/proc/%d/net/%s", pid, name))
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(table)) {
			fields := strings.Fields(line)
			const listen = "0A" // man page proc_pid_net(5)
			if fields[3] == listen && sockets[fields[9]] {
				addresses = append(addresses, fields[1])
			}
		}
	}
	return addresses
}

// isLoopback reports whether an address of /proc/net/tcp or tcp6 is loopback:
// 127.x.x.x, the same mapped to IPv6, or ::1.
func isLoopback(address string) bool {
	host, _, _ := strings.Cut(address, ":")
	bytes, err := hex.DecodeString(host)
	if err != nil {
		return false
	}
	first := bytes[len(bytes)-1] // the last group is little-endian
	if len(bytes) == 4 {
		return first == 127
	}
	const mapped, one = "0000000000000000FFFF0000", "000000000000000000000000"
	return strings.HasPrefix(host, mapped) && first == 127 || host == one+"01000000"
}

// php returns the process that serves the page.
func (p *page) php() (pid int) {
	p.t.Helper()
	if _, err := fmt.Sscan(leftOf(p.client), &pid); err != nil {
		p.t.Fatal(err)
	}
	return pid
}

// leftOf returns the numbers of a process's children.
func leftOf(process *os.Process) string {
	lists, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", process.Pid))
	var children strings.Builder
	for _, name := range lists {
		list, _ := os.ReadFile(name) // the thread may have ended
		children.Write(list)
	}
	return children.String()
}

// network is two machines as far as one kernel can imitate them: two network
// namespaces with a cable between them.
type network struct {
	t           testing.TB
	near, far   string // names of the namespaces
	nearAddress string
}

// newNetwork makes a network and removes it at the end of the test.
func newNetwork(t testing.TB) *network {
	t.Helper()
	stagetest.NeedRoot(t)
	stagetest.Need(t, "ip")
	n := &network{t: t, near: fmt.Sprintf("wsn%d", os.Getpid()), far: fmt.Sprintf("wsf%d", os.Getpid()),
		nearAddress: "10.99.0.1"}
	if out, err := exec.Command("ip", "netns", "add", n.near).CombinedOutput(); err != nil {
		t.Skipf("this root user may not create a network: %s", out)
	}
	t.Cleanup(func() { exec.Command("ip", "netns", "del", n.near).Run() })
	n.ip("netns add " + n.far)
	t.Cleanup(func() { exec.Command("ip", "netns", "del", n.far).Run() })
	n.ip("-n " + n.near + " link add cable type veth peer name cable netns " + n.far)
	for name, address := range map[string]string{n.near: n.nearAddress, n.far: "10.99.0.2"} {
		n.ip("-n " + name + " address add " + address + "/24 dev cable")
		n.ip("-n " + name + " link set cable up")
		n.ip("-n " + name + " link set lo up")
	}
	return n
}

// ip runs the program ip.
func (n *network) ip(arguments string) {
	n.t.Helper()
	if out, err := exec.Command("ip", strings.Fields(arguments)...).CombinedOutput(); err != nil {
		n.t.Fatalf("ip %s: %v, %s", arguments, err, out)
	}
}

// start starts a server on the near machine.
func (n *network) start(stage course.Stage, flags ...string) *stagetest.Server {
	n.t.Helper()
	server := stagetest.Command(n.t, stage, flags...)
	return stagetest.StartCommand(n.t, stage, exec.Command("ip",
		append([]string{"netns", "exec", n.near}, server.Args...)...))
}

// ask sends a line from the far machine and returns the answer.
func (n *network) ask(s *stagetest.Server, line string) stagetest.Result {
	n.t.Helper()
	port := s.Address[strings.LastIndex(s.Address, ":")+1:]
	return stagetest.Run(n.t, line, "ip", "netns", "exec", n.far,
		stagetest.Need(n.t, "nc"), "-w", "5", n.nearAddress, port)
}

// Another machine finds no port. If part 4 listens on all addresses, it still
// refuses other machines unless a flag allows them.
func TestPromiseRemotePeers(t *testing.T) {
	stagetest.NothingLeft(t)
	n := newNetwork(t)
	for _, stage := range course.Stages {
		if stage.Network != "tcp" {
			continue
		}
		if got := n.ask(n.start(stage), "whale\n"); got.Code == 0 || got.Output != "" {
			t.Errorf("%s answers another machine: %+v", stage.ID, got)
		}
	}
	part4 := stagetest.Find(t, 4)
	s := n.start(part4, "-host=0.0.0.0")
	s.WaitFor(s.Errors, "warning: other machines can connect")
	got := n.ask(s, "whale\n")
	if !strings.HasPrefix(got.Output, "# refused: this server accepts only clients on this machine") {
		t.Errorf("another machine got %q, want a refusal", got.Output)
	}
	s = n.start(part4, "-host=0.0.0.0", "-allow-remote")
	if got := n.ask(s, "whale\n"); !strings.HasPrefix(got.Output, "whale\t") {
		t.Errorf("another machine that is allowed got %q", got.Output)
	}
	promise(t, !t.Failed(), "answers to another machine that was not allowed", "0", "0 in 5 launches")
}

// A machine whose cable was cut keeps its place no longer than the idle time; the
// kernel probes it, too. The client goes on asking, so that only the cut can make
// it idle.
func TestPromiseDeadPeer(t *testing.T) {
	stagetest.NothingLeft(t)
	n := newNetwork(t)
	s := n.start(stagetest.Find(t, 4), "-host=0.0.0.0", "-allow-remote", "-idle-time=3s")
	before := s.Sockets()
	port := s.Address[strings.LastIndex(s.Address, ":")+1:]
	client := exec.Command("ip", "netns", "exec", n.far, "nc", n.nearAddress, port)
	input, err := client.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	answer := new(stagetest.Lines)
	client.Stdout = answer
	if err := client.Start(); err != nil {
		t.Fatal(err)
	}
	defer client.Wait()
	defer client.Process.Kill()
	fmt.Fprint(input, request("PING"))
	if !stagetest.Poll(func() bool { return strings.Contains(answer.String(), "PONG") }) {
		t.Fatalf("the answer is %q", answer)
	}
	if now := s.Sockets(); now != before+1 {
		t.Errorf("%d sockets, want %d", now, before+1)
	}
	sockets := stagetest.Run(t, "", "ip", "netns", "exec", n.near,
		stagetest.Need(t, "ss"), "-Htno", "sport = :"+port)
	if !strings.Contains(sockets.Output, "timer:(keepalive,") {
		t.Errorf("the kernel does not probe the client: %q", sockets.Output)
	}
	ask := time.NewTicker(50 * time.Millisecond)
	defer ask.Stop()
	n.ip("-n " + n.far + " link set cable down")
	gone := stagetest.Poll(func() bool {
		select {
		case <-ask.C:
			fmt.Fprint(input, request("PING"))
		default:
		}
		return s.Sockets() == before
	})
	promise(t, gone, "a peer whose cable was cut", "gone after the idle time", "gone: %v", gone)
}
