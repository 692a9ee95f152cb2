//go:build linux

package promise

import (
	"bufio"
	"io"
	"net"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/test/stagetest"
)

// outputs are states of a server's standard output and error. Each starts a server
// in its state.
var outputs = []struct {
	name  string
	start func(t *testing.T, stage course.Stage, flags []string) *stagetest.Server
}{
	{"stopped", startStopped},
	{"full", startFull},
	{"closed by its reader", startBroken},
	{"closed", startClosed},
}

// Whatever happens to its log, a server answers.
func TestPromiseLoggingCannotStopService(t *testing.T) {
	for _, output := range outputs {
		asked := 0
		kept := t.Run(output.name, func(t *testing.T) {
			manyClients(t, func(t *testing.T, stage course.Stage, flags []string) {
				s := output.start(t, stage, flags)
				n := few(unreadAnswers)
				if slices.Contains(flags, "-model=processes") {
					n /= 500 // each starts a process, which loads the words
				}
				answer(s, n)
				asked += n
			})
		})
		promise(t, kept, "answers while the log is "+output.name, "all asked for",
			"%d of %d, parts 3 to 6", asked, asked)
	}
}

// answer has n conversations, with 16 clients at a time.
func answer(s *stagetest.Server, n int) {
	var left atomic.Int64
	left.Store(int64(n))
	var clients sync.WaitGroup
	for range 16 {
		clients.Go(func() {
			for left.Add(-1) >= 0 && !s.T.Failed() {
				oneShot(s)
			}
		})
	}
	clients.Wait()
}

// startStopped starts a server whose output goes to a stopped program, such as a
// pager, or a terminal after ctrl+s.
func startStopped(t *testing.T, stage course.Stage, flags []string) *stagetest.Server {
	if slices.Contains(flags, "-model=events") {
		t.Skip("its only goroutine also prints, and so blocks")
	}
	reader := exec.Command("cat")
	said, err := reader.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	input, output, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	// The pipe is small, because what it holds delays the fault.
	if _, err := unix.FcntlInt(output.Fd(), unix.F_SETPIPE_SZ, 4096); err != nil {
		t.Fatal(err)
	}
	reader.Stdin = input
	if err := reader.Start(); err != nil {
		t.Fatal(err)
	}
	input.Close()
	s := beginWithOutput(t, stage, flags, output)
	t.Cleanup(func() {
		reader.Process.Kill() // the server has ended or ends next
		reader.Wait()
	})
	ready, err := bufio.NewReader(said).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	readyAt(s, ready)
	reader.Process.Signal(syscall.SIGSTOP)
	return s
}

// startBroken starts a server whose output nobody reads any more.
func startBroken(t *testing.T, stage course.Stage, flags []string) *stagetest.Server {
	input, output, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	s := beginWithOutput(t, stage, flags, output)
	ready, err := bufio.NewReader(input).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	readyAt(s, ready)
	input.Close()
	return s
}

// beginWithOutput starts a server with the file as both its outputs, and closes
// the test's own copy.
func beginWithOutput(t *testing.T, stage course.Stage, flags []string, output *os.File) *stagetest.Server {
	t.Helper()
	command := stagetest.Command(t, stage, flags...)
	command.Stdout, command.Stderr = output, output
	s := stagetest.Begin(t, stage, command)
	output.Close()
	return s
}

// readyAt takes the address from a server's first line.
func readyAt(s *stagetest.Server, ready string) {
	s.T.Helper()
	address, found := strings.CutPrefix(strings.TrimSpace(ready), "listening on ")
	if !found {
		s.T.Fatalf("the first line is %q", ready)
	}
	s.Address = address
}

// startFull starts a server whose output goes to a disk that is full.
func startFull(t *testing.T, stage course.Stage, flags []string) *stagetest.Server {
	output, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	command, address := atAddress(t, stage, flags)
	command.Stdout, command.Stderr = output, output
	s := stagetest.Begin(t, stage, command)
	output.Close()
	answers(s, address)
	return s
}

// startClosed starts a server that has no outputs at all.
func startClosed(t *testing.T, stage course.Stage, flags []string) *stagetest.Server {
	command, address := atAddress(t, stage, flags)
	s := stagetest.Begin(t, stage, exec.Command("sh",
		append([]string{"-c", `exec "$@" >&- 2>&-`, "sh"}, command.Args...)...))
	answers(s, address)
	return s
}

// atAddress returns a server's command for an address that the test chooses,
// because nobody will read the server's first line.
func atAddress(t *testing.T, stage course.Stage, flags []string) (command *exec.Cmd, address string) {
	t.Helper()
	command = stagetest.Command(t, stage, flags...)
	last := &command.Args[len(command.Args)-1]
	if stage.Network == "unix" {
		return command, *last
	}
	*last = stagetest.FreePort(t)
	return command, net.JoinHostPort(course.DefaultHost, *last)
}

// answers waits until a server answers at the address.
func answers(s *stagetest.Server, address string) {
	s.T.Helper()
	s.Address = address
	if !stagetest.Poll(func() bool { return s.AnswersWhole(s.Stage.Demo[0]) }) {
		s.T.Fatalf("%s is not answering; errors %q", s.Stage.ID, s.Errors)
	}
}

// When a stopped log is read again, it says how many lines it lost.
func TestPromiseLostLinesAreCounted(t *testing.T) {
	for _, stage := range hardened {
		t.Run(stage.ID, func(t *testing.T) {
			stagetest.NothingLeft(t)
			input, output, err := os.Pipe()
			if err != nil {
				t.Fatal(err)
			}
			s := beginWithOutput(t, stage, nil, output)
			log := bufio.NewReader(input)
			ready, err := log.ReadString('\n')
			if err != nil {
				t.Fatal(err)
			}
			readyAt(s, ready)
			const asked = 5000
			answer(s, asked)
			lines := make(chan string)
			go func() {
				text, _ := io.ReadAll(log)
				lines <- string(text)
			}()
			s.Stop()
			text := <-lines
			input.Close()
			told := countTold(text)
			promise(t, told == asked, "lines lost while the log was stopped, "+stage.ID,
				"all written or counted", "%d of %d", told, asked)
		})
	}
}

// told matches what a log says about lines that it lost.
var told = regexp.MustCompile(`\(and (\d+) more like it\)|log lines lost here: (\d+)`)

// countTold counts the conversations that a log has written or counted.
func countTold(text string) int {
	n := strings.Count(text, `: "whale"`)
	for _, more := range told.FindAllStringSubmatch(text, -1) {
		count, _ := strconv.Atoi(more[1] + more[2])
		n += count
	}
	return n
}
