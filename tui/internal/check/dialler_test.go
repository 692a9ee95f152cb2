//go:build unix

package check

import (
	"net"
	"os"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// A socket whose mode is narrowed before listen lets nobody in, and one whose mode
// is narrowed too late does.
func TestDialler(t *testing.T) {
	name := t.TempDir() + "/s"
	d := &dialler{quit: make(chan struct{}), done: make(chan struct{})}
	go d.run(name)
	defer d.stop()
	for range 300 {
		fd, err := unix.Socket(unix.AF_UNIX, unix.SOCK_STREAM, 0)
		if err != nil {
			t.Fatal(err)
		}
		if err := unix.Bind(fd, &unix.SockaddrUnix{Name: name}); err != nil {
			t.Fatal(err)
		}
		for _, mode := range []os.FileMode{0o777, 0o600} {
			if err := os.Chmod(name, mode); err != nil {
				t.Fatal(err)
			}
		}
		if err := unix.Listen(fd, 5); err != nil {
			t.Fatal(err)
		}
		if err := unix.Close(fd); err != nil {
			t.Fatal(err)
		}
		if err := os.Remove(name); err != nil {
			t.Fatal(err)
		}
	}
	select {
	case <-d.done:
		t.Fatal("it got in although the mode was narrowed before listen")
	default:
	}
	ln, err := net.Listen("unix", name)
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	if err := os.Chmod(name, 0o777); err != nil {
		t.Fatal(err)
	}
	select {
	case <-d.done:
	case <-time.After(10 * time.Second):
		t.Error("it did not get in although everybody may write to the file")
	}
}
