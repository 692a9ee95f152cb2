// Package deploy holds the systemd units of the word server.
package deploy

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

const (
	service = "wordfreq.service"
	socket  = "wordfreq.socket"
)

// systemdAnalyze runs systemd-analyze. Without it the test is skipped, or fails
// in CI, where nothing may be missing.
func systemdAnalyze(t *testing.T, arguments ...string) (string, error) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "systemd-analyze", arguments...)
	text, err := cmd.CombinedOutput()
	if cmd.Err != nil || bytes.Contains(text, []byte("unrecognized option")) {
		missing := fmt.Sprintf("systemd-analyze 250 or later is missing: %v %s", err, text)
		if os.Getenv("CI") == "true" {
			t.Fatal(missing)
		}
		t.Skip(missing)
	}
	return string(text), err
}

// read returns the text of a file.
func read(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestUnitsAreValid(t *testing.T) {
	// The check works with any program, so the server need not be installed.
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	// A PATH or a -mode would be wrong usage with a passed socket.
	const installed = "\nExecStart=/usr/local/bin/wordfreq\n"
	text := read(t, service)
	valid := strings.Replace(text, installed, "\nExecStart="+program+"\n", 1)
	if valid == text {
		t.Errorf("the service has no line %q", installed)
	}
	folder := t.TempDir()
	var units []string
	for name, text := range map[string]string{service: valid, socket: read(t, socket)} {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		units = append(units, path)
	}
	output, err := systemdAnalyze(t, append([]string{"verify", "--man=no"}, units...)...)
	if err != nil || strings.Contains(output, "wordfreq") {
		t.Errorf("verify: %v\n%s", err, output)
	}
}

// The socket lets in the web servers' group alone.
func TestSocketIsForTheWebServers(t *testing.T) {
	text := read(t, socket)
	for _, line := range []string{"SocketMode=0660", "SocketGroup=www-data"} {
		if !strings.Contains(text, "\n"+line+"\n") {
			t.Errorf("the socket's unit has no line %q", line)
		}
	}
}

// The page looks for the socket where the unit makes it: of two settings, each
// set-up has one.
func TestSocketHasOnePath(t *testing.T) {
	listens := regexp.MustCompile(`(?m)^Listen\w*=(.*)$`).FindAllStringSubmatch(read(t, socket), -1)
	if len(listens) != 1 {
		t.Fatalf("the server takes one socket, the unit has %q", listens)
	}
	setting := regexp.MustCompile(`(?m)^[^#;\n]*WALLSOCKETS_SOCKET\b[\] =]+(.*)$`)
	for _, file := range []string{"apache-mod-php.conf", "fpm-pool.conf"} {
		found := setting.FindStringSubmatch(read(t, file))
		if found == nil || found[1] != listens[0][1] {
			t.Errorf("%s has %q, the unit %q", file, found, listens[0])
		}
	}
}

// TestServiceIsSafe holds the service to an exposure of at most 1.5; one without
// any protection has about 10.
func TestServiceIsSafe(t *testing.T) {
	output, err := systemdAnalyze(t, "security", "--offline=true",
		"--threshold=15", "--no-pager", service)
	if err != nil {
		t.Errorf("exposure above 1.5: %v\n%s", err, output)
	}
	lines := strings.Split(strings.TrimSpace(output), "\n")
	t.Log(lines[len(lines)-1])
}
