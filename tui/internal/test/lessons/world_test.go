//go:build linux

package lessons

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"wallsockets/tui/internal/test/stagetest"
)

// A story runs in a process of its own, which runs this test's program again. The
// variables give the page and how long a line may take while nothing runs.
const (
	pageVariable     = "WALLSOCKETS_PAGE"
	patienceVariable = "WALLSOCKETS_PATIENCE"
)

// isolated returns a command that runs a program in a network, with a /tmp and
// process IDs of its own. Without root it needs a user namespace, too. Its
// arguments are pairs of folders, of which the first replaces the second, then
// "run", the folder to run in, and the program.
var isolated = sync.OnceValues(func() ([]string, error) {
	command := []string{"unshare", "--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"}
	if os.Geteuid() != 0 {
		command = append(command, "--user", "--map-root-user")
	}
	command = append(command, "sh", "-ec", `
		PATH=$PATH:/usr/sbin:/sbin
		ip link set lo up
		while [ "$1" != run ]; do
			mkdir -p "$2"
			mount --rbind "$1" "$2"
			shift 2
		done
		cd "$2"
		shift 2
		exec "$@"`, "sh")
	probe := append(command, "run", "/", "true")
	if out, err := exec.Command(probe[0], probe[1:]...).CombinedOutput(); err != nil {
		return nil, fmt.Errorf("no namespaces: %w: %s", err, bytes.TrimSpace(out))
	}
	return command, nil
})

// notIsolated is locked by a story without a network and /tmp of its own.
var notIsolated sync.Mutex

// play runs the story of a page in a copy of the checkout, and returns what it
// reports.
func play(t *testing.T, path, patience string) (report string, err error) {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	copied := filepath.Join(folder, "checkout")
	copyCheckout(t, copied)
	command, why := isolated()
	if why == nil {
		command = append(command[:len(command):len(command)], replacements(t, folder, copied)...)
		command = append(command, "run", stagetest.Root(), program)
	} else {
		notIsolated.Lock()
		defer notIsolated.Unlock()
		needFree(t, why)
		command = []string{program}
	}
	child := exec.Command(command[0], command[1:]...)
	child.Dir = copied
	child.Env = append(os.Environ(), pageVariable+"="+path, patienceVariable+"="+patience)
	out, err := child.CombinedOutput()
	return string(out), err
}

// replacements returns the pairs of folders for a story. The copy replaces the
// checkout, and an empty folder replaces /tmp, except for what Go needs there.
func replacements(t *testing.T, folder, copied string) (pairs []string) {
	t.Helper()
	tmp := filepath.Join(folder, "tmp")
	if err := os.Mkdir(tmp, 0o777); err != nil {
		t.Fatal(err)
	}
	// As in /tmp, any user may add files and nobody may remove another's.
	if err := os.Chmod(tmp, 0o777|os.ModeSticky); err != nil {
		t.Fatal(err)
	}
	program, _ := os.Executable()
	out, err := exec.Command("go", "env", "GOROOT", "GOCACHE", "GOMODCACHE").Output()
	if err != nil {
		t.Fatal(err)
	}
	kept := append(strings.Fields(string(out)), os.Getenv("HOME"), filepath.Dir(program))
	for _, path := range kept {
		inside, ok := strings.CutPrefix(path, "/tmp/")
		if _, err := os.Stat(path); ok && err == nil {
			pairs = append(pairs, path, filepath.Join(tmp, inside))
		}
	}
	root := stagetest.Root()
	if inside, ok := strings.CutPrefix(root, "/tmp/"); ok {
		root = filepath.Join(tmp, inside)
	}
	return append(pairs, copied, root, tmp, "/tmp")
}

// copyCheckout copies all sources, so that a story writes nothing into them.
func copyCheckout(t *testing.T, to string) {
	t.Helper()
	err := stagetest.EachSource(func(path string, entry fs.DirEntry) error {
		inside, err := filepath.Rel(stagetest.Root(), path)
		if err != nil {
			return err
		}
		target := filepath.Join(to, inside)
		if entry.IsDir() {
			return os.Mkdir(target, 0o755)
		}
		if !entry.Type().IsRegular() {
			return nil // such as the socket of a running test
		}
		info, err := entry.Info()
		if err == nil {
			err = copyFile(path, target, info.Mode().Perm())
		}
		if errors.Is(err, fs.ErrNotExist) {
			return nil // another test has removed its file
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func copyFile(from, to string, mode fs.FileMode) error {
	text, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	return os.WriteFile(to, text, mode)
}

// needFree skips the test if another program uses the port or path of the lessons.
func needFree(t *testing.T, why error) {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:9998")
	if err != nil {
		stagetest.Missing(t, fmt.Sprintf("%v; and %v", why, err))
	}
	ln.Close()
	const path = "/tmp/myservicesocket"
	if _, err := os.Lstat(path); err == nil {
		stagetest.Missing(t, fmt.Sprintf("%v; and %s is in use", why, path))
	}
}

// build builds what the blocks of a page run. A story has no network to get modules
// from. The go command caches what go run links, so the story links nothing again:
// like the story's checkout, which is without git, this has no version in it.
func build(t *testing.T, p page) {
	t.Helper()
	for _, program := range p.packages() {
		command := exec.Command("go", "run", "-buildvcs=false", "-exec=true", program)
		command.Dir = stagetest.Checkout(t)
		if out, err := command.CombinedOutput(); err != nil {
			t.Fatalf("%v: %v\n%s", command.Args, err, out)
		}
	}
}
