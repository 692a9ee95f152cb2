//go:build unix

package flat

import (
	"testing"

	"golang.org/x/sys/unix"
)

// The name of a snapshot may be that of a pipe: opening it must not wait for a writer.
func TestSnapshotIsAPipe(t *testing.T) {
	log, k := logged(t), keep(t, 100)
	if err := unix.Mkfifo(k.snapshot, 0o600); err != nil {
		t.Fatal(err)
	}
	differ(t, k.load(t, log, "is not a snapshot"), k.counts)
}
