// Package deploy holds the systemd unit of the word server.
package deploy

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

const unit = "wallsockets.service"

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

func TestUnitIsValid(t *testing.T) {
	text, err := os.ReadFile(unit)
	if err != nil {
		t.Fatal(err)
	}
	// The check works with any program, so the server need not be installed.
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	const installed = "ExecStart=/usr/local/bin/wallsockets "
	valid := strings.Replace(string(text), installed,
		"ExecStart="+program+" ", 1)
	if valid == string(text) {
		t.Errorf("the unit has no %q", installed)
	}
	path := filepath.Join(t.TempDir(), unit)
	if err := os.WriteFile(path, []byte(valid), 0o600); err != nil {
		t.Fatal(err)
	}
	output, err := systemdAnalyze(t, "verify", "--man=no", path)
	if err != nil || strings.Contains(output, unit) {
		t.Errorf("verify: %v\n%s", err, output)
	}
}

// TestUnitIsSafe holds the unit to an exposure of at most 1.5; a service without
// any protection has about 10.
func TestUnitIsSafe(t *testing.T) {
	output, err := systemdAnalyze(t, "security", "--offline=true",
		"--threshold=15", "--no-pager", unit)
	if err != nil {
		t.Errorf("exposure above 1.5: %v\n%s", err, output)
	}
	lines := strings.Split(strings.TrimSpace(output), "\n")
	t.Log(lines[len(lines)-1])
}
