//go:build unix

package unixsocket

import (
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"sync"
	"syscall"
	"testing"
)

func TestModeIsExact(t *testing.T) {
	for _, umask := range []int{0, 0o022, 0o077} {
		for _, mode := range []Mode{0o600, 0o660, 0o666} {
			folder := temporary(t)
			path := filepath.Join(folder, "s")
			child := startChild(t, 0, umask, Options{Mode: mode}, path)
			child.begin(t)
			wantLine(t, child, "listening on "+path)
			info, err := os.Lstat(path)
			must(t, err)
			if got := Mode(info.Mode().Perm()); got != mode {
				t.Errorf("umask %03o: mode %v, want %v", umask, got, mode)
			}
			must(t, child.end(t))
			wantEmpty(t, folder)
		}
	}
}

// It is not enough that the mode is right in the end: it must never be wider.
func TestModeIsNeverWider(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux gives the file its mode before listen")
	}
	path := filepath.Join(temporary(t), "s")
	for range 20 {
		child := startChild(t, 0, 0, private, path)
		var all Mode
		stop := repeat(func() {
			if info, err := os.Lstat(path); err == nil {
				all |= Mode(info.Mode().Perm())
			}
		})
		child.begin(t)
		wantLine(t, child, "listening on "+path)
		stop()
		if all&^private.Mode != 0 {
			t.Errorf("modes seen: %v, want at most %v", all, private.Mode)
		}
		must(t, child.end(t))
	}
}

// repeat calls f again and again, until stop returns.
func repeat(f func()) (stop func()) {
	done := make(chan struct{})
	var group sync.WaitGroup
	group.Go(func() {
		for {
			select {
			case <-done:
				return
			default:
				f()
			}
		}
	})
	return func() {
		close(done)
		group.Wait()
	}
}

// The group may be given by name or by number.
func TestGroup(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can give a file to any group")
	}
	groups := map[string]int{"65534": 65534, strconv.Itoa(12345): 12345}
	if gid, err := lookupGroup("nogroup"); err == nil {
		groups["nogroup"] = gid
	} else {
		t.Log("not testing a group name: ", err)
	}
	for group, want := range groups {
		path := filepath.Join(temporary(t), "s")
		ln, err := Listen(path, Options{Mode: 0o660, Group: group})
		must(t, err)
		defer ln.Close()
		info, err := os.Lstat(path)
		must(t, err)
		gid := int(info.Sys().(*syscall.Stat_t).Gid)
		if mode := info.Mode().Perm(); gid != want || mode != 0o660 {
			t.Errorf("group %q: gid %d, mode %o, want %d, 660",
				group, gid, mode, want)
		}
		wantAnswer(t, ln)
	}
}

// The system refuses only after the file exists. The file must be removed, and
// since its group was never right, nobody may have connected to it.
func TestGroupNotPermitted(t *testing.T) {
	user := unprivileged(t)
	folder := temporary(t)
	must(t, os.Chown(folder, user, user))
	path := filepath.Join(folder, "s")
	options := Options{Mode: 0o660, Group: "0"}
	for range 20 {
		child := startChild(t, user, 0o022, options, path)
		connected := 0
		stop := repeat(func() {
			if conn, err := net.Dial("unix", path); err == nil {
				connected++
				conn.Close()
			}
		})
		child.begin(t)
		wantLine(t, child, "give the socket to group 0")
		stop()
		if err := child.end(t); err == nil {
			t.Error("the child exits without an error")
		}
		if connected != 0 {
			t.Error("a client connects before the group is right")
		}
		wantEmpty(t, folder)
	}
}

// The mode decides whether another user can connect.
func TestModeDecidesWhoConnects(t *testing.T) {
	user := unprivileged(t)
	for _, mode := range []Mode{0o600, 0o666} {
		folder := temporary(t)
		must(t, os.Chmod(folder, 0o777))
		path := filepath.Join(folder, "s")
		// Without the lock, a second server looks for a stale socket by
		// connecting, if the name is relative.
		t.Chdir(folder)
		ln, err := Listen("s", Options{Mode: mode})
		must(t, err)
		defer ln.Close()
		must(t, os.Remove(path+".lock"))
		want := "cannot find out whether the socket there is in use"
		if mode == 0o666 {
			want = "another program listens there"
		}
		child := startChild(t, user, 0, private, path)
		child.begin(t)
		wantLine(t, child, want)
		if err := child.end(t); err == nil {
			t.Error("the child exits without an error")
		}
	}
}
