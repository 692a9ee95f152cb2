package e2e

import (
	"net"
	"os/exec"
	"strings"
	"testing"

	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/test/stagetest"
)

// A client finds the server with HOST and PORT as the server printed them.
func TestAddressAsPrinted(t *testing.T) {
	if ln, err := net.Listen("tcp", "[::1]:0"); err != nil {
		t.Skip("this machine has no IPv6: ", err)
	} else {
		ln.Close()
	}
	for _, number := range []int{3, 4} {
		stage := stagetest.Find(t, number)
		for _, host := range []string{"::1", "[::1]", "localhost"} {
			s := stagetest.Start(t, stage, "-host", host)
			colon := strings.LastIndex(s.Address, ":")
			got := stagetest.Run(t, stage.Demo[0].Send+"\n", stagetest.Program(t, stage, "client"),
				s.Address[:colon], s.Address[colon+1:])
			want := stagetest.Result{Output: stage.Demo[0].Want, Errors: prompt}
			if got != want {
				t.Errorf("%s: client %s: %+v, want %+v", stage.ID, s.Address, got, want)
			}
			s.Stop()
		}
	}
}

// Without an address of one's own, 0.0.0.0 is IPv4 only and :: is both versions.
// The servers run in an empty network, so that nobody can reach them.
func TestAllAddresses(t *testing.T) {
	stagetest.NeedRoot(t)
	unshare := stagetest.Need(t, "unshare")
	if out, err := exec.Command(unshare, "-n", "true").CombinedOutput(); err != nil {
		t.Skipf("this root may not make a network: %s", out)
	}
	for host, want := range map[string]string{"0.0.0.0": "0.0.0.0:", "::": "[::]:", "[::]": "[::]:"} {
		for _, stage := range []course.Stage{stagetest.Find(t, 3), stagetest.Find(t, 4)} {
			command := stagetest.Command(t, stage, "-host", host)
			s := stagetest.Begin(t, stage, exec.Command(unshare, append([]string{"-n"}, command.Args...)...))
			seen, err := s.Output.WaitFor("\n", s.Ended)
			if err != nil || !strings.HasPrefix(seen, "listening on "+want) {
				t.Errorf("%s with -host %s: %q, %v, %s, want %s", stage.ID, host, seen, err, s.Errors, want)
			}
			s.Stop()
		}
	}
}
