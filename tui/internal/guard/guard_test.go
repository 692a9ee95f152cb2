package guard

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
)

func TestMain(m *testing.M) {
	if os.Getenv("GUARD_TEST_PANIC") != "" {
		OnPanic(func() { fmt.Fprintln(os.Stderr, "restored") })
		Go(func() { panic("bad luck") })
		select {}
	}
	os.Exit(m.Run())
}

func TestPanicInAGoroutine(t *testing.T) {
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), "GUARD_TEST_PANIC=1")
	out, _ := child.CombinedOutput() // it fails; the exit code is checked below
	if code := child.ProcessState.ExitCode(); code != 2 ||
		!strings.HasPrefix(string(out), "restored\npanic: bad luck\n\ngoroutine ") {
		t.Errorf("exit code %d, %q; want 2, restored, and then the panic", code, out)
	}
}

func TestNoPanic(t *testing.T) {
	done := make(chan struct{})
	OnPanic(nil)
	Go(func() { close(done) })
	<-done
}
