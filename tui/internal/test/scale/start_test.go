//go:build linux

package scale

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"

	"wallsockets/tui/internal/test/stagetest"
)

const (
	behindHAProxy   = "127.0.6.10:9982"
	behindTwemproxy = "127.0.6.11:9983"
)

// configuration returns the path of a file in part6-php/deploy/scale.
func configuration(t *testing.T, name string) string {
	t.Helper()
	return filepath.Join(stagetest.Checkout(t), "part6-php", "deploy", "scale", name)
}

// startReplica starts the server with the number, from 1, of the configurations.
func startReplica(t *testing.T, number int, words string, flags ...string) *stagetest.Server {
	t.Helper()
	part4 := stagetest.Find(t, 4)
	flags = append(flags, "-words", words, "-host", fmt.Sprintf("127.0.6.%d", number), "9981")
	return stagetest.StartCommand(t, part4, exec.Command(stagetest.Program(t, part4, "server"), flags...))
}

// fromPage returns the first group of the expression in README.md, beside the
// configurations.
func fromPage(t *testing.T, expression string) string {
	t.Helper()
	page, err := os.ReadFile(configuration(t, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	found := regexp.MustCompile(expression).FindSubmatch(page)
	if found == nil {
		t.Fatalf("README.md has no %s", expression)
	}
	return string(found[1])
}

// startProxy starts a proxy that is not ours, and waits until the address accepts a
// connection. The proxy is ended at the end of the test.
func startProxy(t *testing.T, network, address string, command *exec.Cmd) {
	t.Helper()
	output := new(stagetest.Lines)
	command.Stdout, command.Stderr = output, output
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		command.Process.Kill()
		command.Wait() // its error is that it was killed
		if t.Failed() {
			t.Logf("%v: %s", command.Args, output)
		}
	})
	ready := stagetest.Poll(func() bool {
		conn, err := net.Dial(network, address)
		if err == nil {
			conn.Close()
		}
		return err == nil
	})
	if !ready {
		t.Fatalf("%v does not listen on %s: %s", command.Args, address, output)
	}
}

// wordList returns the name of a file with the words.
func wordList(t *testing.T, words string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "words")
	if err := os.WriteFile(name, []byte(words), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}
