package lab

import (
	"context"
	"testing"

	"golang.org/x/sys/unix"

	"wallsockets/tui/internal/runner"
	"wallsockets/tui/internal/test/stagetest"
)

// A lab that needs more descriptors than the process may open is skipped and says how
// many it needs.
func TestDescriptors(t *testing.T) {
	r, err := runner.New(stagetest.Root())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close() })
	var before unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_NOFILE, &before); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = unix.Setrlimit(unix.RLIMIT_NOFILE, &before) })
	low := unix.Rlimit{Cur: 63, Max: before.Max}
	if err := unix.Setrlimit(unix.RLIMIT_NOFILE, &low); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"two-sockets": "needs 64 descriptors: the limit here is 63; raise it with ulimit -n 64",
		"race":        "needs 512 descriptors: the limit here is 63; raise it with ulimit -n 512",
	} {
		labs, err := Find(name)
		if err != nil {
			t.Fatal(err)
		}
		result := Run(context.Background(), r, stagetest.Root(), labs[0], func(string) {})
		if result.Err != nil || result.Skipped != want {
			t.Errorf("%s: %q, %v; want %q", name, result.Skipped, result.Err, want)
		}
	}
}
