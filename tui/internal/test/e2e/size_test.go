package e2e

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"testing"

	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/test/stagetest"
)

// With the embedded list a server uses at most 64 MiB, also after a thousand
// requests.
func TestMemory(t *testing.T) {
	if runtime.GOOS != "linux" || stagetest.Race {
		t.Skip("reads /proc of a server without the race detector")
	}
	stagetest.EachServer(t, func(t *testing.T, stage course.Stage, flags []string) {
		s := stagetest.Start(t, stage, flags...)
		for range 1000 {
			if stage.Once || len(flags) > 0 && flags[0] == "-model=processes" {
				break
			}
			s.Call(stage.Demo[0].Send, "\n")
		}
		var kilobytes int
		if _, err := fmt.Sscan(s.Status("VmRSS"), &kilobytes); err != nil || kilobytes > 64<<10 {
			t.Errorf("resident: %d kB, %v, want at most 64 MiB", kilobytes, err)
		}
		t.Logf("resident: %d kB", kilobytes)
	})
}

// BenchmarkReady measures the time from a server's start to its ready line.
func BenchmarkReady(b *testing.B) {
	for _, stage := range course.Stages {
		b.Run(stage.ID, func(b *testing.B) {
			argument := "0"
			if stage.Network == "unix" {
				argument = stagetest.SocketPath(b)
			}
			program := stagetest.Program(b, stage, "server")
			for b.Loop() {
				command := exec.Command(program, argument)
				output, err := command.StdoutPipe()
				if err != nil {
					b.Fatal(err)
				}
				if err := command.Start(); err != nil {
					b.Fatal(err)
				}
				if line, err := bufio.NewReader(output).ReadString('\n'); err != nil {
					b.Fatalf("%q, %v", line, err)
				}
				b.StopTimer()
				command.Process.Signal(os.Interrupt)
				command.Wait()
				b.StartTimer()
			}
		})
	}
}
