//go:build linux

package promise

import (
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"wallsockets/tui/internal/test/stagetest"
)

// words writes a short list, with which a server starts fast, and returns the flag
// for it. It does not have the figures of the demonstration.
func words(t testing.TB, list string) string {
	t.Helper()
	name := stagetest.SocketPath(t) + ".txt"
	if err := os.WriteFile(name, []byte(list), 0o644); err != nil {
		t.Fatal(err)
	}
	return "-words=" + name
}

const whales = "whale 10\nsea 20\n"

// Of eight servers that start at once on a path, one listens, whether or not there
// is a stale socket.
func TestPromiseOneServerPerPath(t *testing.T) {
	for _, number := range []int{5, 6} {
		stage := stagetest.Find(t, number)
		stagetest.NothingLeft(t)
		list := words(t, whales)
		path := stagetest.SocketPath(t)
		n := few(rounds) / 2
		for round := range max(1, n) {
			if winners := startEight(t, stagetest.Program(t, stage, "server"), list, path); winners != 1 {
				promise(t, false, "one server per path, "+stage.ID, "1 of 8",
					"%d of 8 in round %d", winners, round)
				return
			}
		}
		promise(t, true, "one server per path, "+stage.ID, "1 of 8 in each round",
			"1 of 8 in %d rounds", max(1, n))
	}
}

// startEight starts eight servers at once and kills the winners, so that the next
// ones find a stale socket. Losers must end by themselves and say why.
func startEight(t *testing.T, program, list, path string) (winners int) {
	t.Helper()
	var servers [8]*exec.Cmd
	var said [8]*stagetest.Lines
	ready := make(chan int, len(servers))
	ended := make(chan int, len(servers))
	for i := range servers {
		said[i] = new(stagetest.Lines)
		servers[i] = exec.Command(program, list, path)
		servers[i].Stderr = said[i]
		output, err := servers[i].StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := servers[i].Start(); err != nil {
			t.Fatal(err)
		}
		go func() {
			line := make([]byte, 100)
			if n, _ := output.Read(line); n > 0 {
				ready <- i
			}
			servers[i].Wait()
			ended <- i
		}()
	}
	var won []int
	lost := 0
	for lost+len(won) < len(servers) {
		select {
		case i := <-ready:
			won = append(won, i)
		case i := <-ended:
			lost++
			if !strings.Contains(said[i].String(), "listens") {
				t.Errorf("a loser printed %q", said[i])
			}
		case <-time.After(stagetest.Patience):
			t.Fatalf("%d won, %d lost, the others hang", len(won), lost)
		}
	}
	for _, i := range won {
		servers[i].Process.Kill()
		<-ended
	}
	return len(won)
}

// After a server was killed the next one answers, without any clean-up.
func TestPromiseRestartAfterKill(t *testing.T) {
	stage := stagetest.Find(t, 5)
	stagetest.NothingLeft(t)
	path := stagetest.SocketPath(t)
	n := few(kills)
	var took []time.Duration
	for range n {
		began := time.Now()
		s := stagetest.StartCommand(t, stage, exec.Command(stagetest.Program(t, stage, "server"), path))
		if got := s.Call(stage.Demo[0].Send, "\n"); got != stage.Demo[0].Want {
			t.Fatalf("got %q, want %q", got, stage.Demo[0].Want)
		}
		took = append(took, time.Since(began))
		s.Command.Process.Kill()
		s.Exit()
	}
	slices.Sort(took)
	median, slowest := took[n/2], took[n-1] // the slowest depends on what else runs
	promise(t, median <= 250*time.Millisecond*slow(), "restart after SIGKILL",
		"each answers, half of them within 250 ms of their start", "%d of %d, median %s, slowest %s",
		n, n, milliseconds(median), milliseconds(slowest))
}
