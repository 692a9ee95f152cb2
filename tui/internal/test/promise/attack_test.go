//go:build linux

package promise

import (
	"context"
	"fmt"
	"os/exec"
	"syscall"
	"testing"
	"time"

	"wallsockets/tui/internal/test/stagetest"
)

// Part 4 still serves another client in time under attack tools that are not
// ours, in all their slow modes, and under plain floods. Those that speak HTTP
// hold no place, because they are cut off at their first line; nc and socat do.
func TestPromiseAttackTools(t *testing.T) {
	stage := stagetest.Find(t, 4)
	for _, attack := range []struct {
		name, tool string
		logged     string // what the server logs about the attack
		command    func(host, port string) []string
	}{
		{"slow headers", "slowhttptest", "HTTP request", slowHTTP("-H")},
		{"slow body", "slowhttptest", "HTTP request", slowHTTP("-B")},
		{"slow read", "slowhttptest", "HTTP request", slowHTTP("-X")},
		{"nc flood", "nc", "at most 4096 bytes", func(host, port string) []string {
			return loops(8, "printf '%09999d' 1 | nc -N "+host+" "+port)
		}},
		{"nc that holds on", "nc", `: ""`, func(host, port string) []string {
			return []string{"sh", "-c", "for i in $(seq 200); do " +
				"tail -f /dev/null | nc " + host + " " + port + " & done; wait"}
		}},
		{"socat flood", "socat", `"whale"`, func(host, port string) []string {
			return loops(8, "echo whale | socat - TCP:"+host+":"+port)
		}},
		{"socat that never reads", "socat", `"the quick whale"`, func(host, port string) []string {
			return loops(8, "yes the quick whale | head -c 1000000 | socat -u - TCP:"+host+":"+port)
		}},
	} {
		t.Run(attack.name, func(t *testing.T) {
			stagetest.NothingLeft(t)
			stagetest.Need(t, attack.tool)
			s := stagetest.Start(t, stage)
			host, port := s.ClientArguments()[0], s.ClientArguments()[1]
			stop := run(t, attack.command(host, port))
			worst, asked := time.Duration(0), 0
			for end := time.Now().Add(attackTime); time.Now().Before(end); asked++ {
				began := time.Now()
				if got := s.Call(stage.Demo[0].Send, "\n"); got != stage.Demo[0].Want {
					t.Errorf("the other client got %q", got)
					break
				}
				worst = max(worst, time.Since(began))
			}
			stop()
			s.WaitFor(s.Errors, attack.logged)
			promise(t, !t.Failed() && worst < 10*time.Second, "another client under "+attack.name,
				"always answered, within the 10 s of its deadline", "%d in %v, the slowest %s",
				asked, attackTime, milliseconds(worst))
		})
	}
}

// slowHTTP is the attack tool in one of its modes.
func slowHTTP(mode string) func(host, port string) []string {
	return func(host, port string) []string {
		return []string{"slowhttptest", mode, "-c", "200", "-r", "200", "-i", "1", "-p", "5",
			"-l", fmt.Sprint(int(attackTime.Seconds())), "-u", "http://" + host + ":" + port + "/"}
	}
}

// loops is a shell that runs a command in many loops at a time.
func loops(n int, command string) []string {
	return []string{"sh", "-c", fmt.Sprintf("for i in $(seq %d); do "+
		"while :; do %s; done & done; wait", n, command)}
}

// run starts a program and returns a function that ends it and its children. In
// any case they do not live much longer than the attack.
func run(t *testing.T, arguments []string) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), attackTime+stagetest.Patience)
	command := exec.CommandContext(ctx, arguments[0], arguments[1:]...)
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	command.Cancel = func() error { return syscall.Kill(-command.Process.Pid, syscall.SIGKILL) }
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	return func() {
		cancel()
		command.Wait()
	}
}
