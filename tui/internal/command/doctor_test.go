//go:build unix

package command

import (
	"encoding/json"
	"os"
	"regexp"
	"strings"
	"testing"
)

// With only go installed nothing that is needed is missing, and doctor prints how
// to get what is optional.
func TestDoctor(t *testing.T) {
	t.Parallel()
	j := startIn(t, root, []string{"PATH=" + onlyGo(t), "NO_COLOR=1"}, "doctor")
	if code := j.exit(); code != 0 || j.errorText() != "" {
		t.Errorf("doctor: exit code %d, %q, %s; want 0", code, j.errors, j.output)
	}
	for _, want := range []string{
		`ok +checkout +.*: /`, `ok +go +.*: go1\.`, `ok +free port +.*: 127\.0\.0\.1:\d+`,
		`ok +run folder +.*: /tmp/ws`,
		`ok +unix sockets +.*: paths of up to 10[37] bytes`,
		`missing, optional +php +the client and the web page of part 6: .*\n` +
			` +apt-get install php-cli, or brew install php`,
		`missing, optional +redis-cli +.*\n +apt-get install redis-tools`,
		`missing, optional +nc `, `missing, optional +socat `,
		`missing, optional +terminal +.*: input or output is not a terminal`,
		`ok +colours +.*: none, because of NO_COLOR`,
	} {
		if !regexp.MustCompile(`(?m)^` + want).MatchString(j.output.String()) {
			t.Errorf("doctor prints nothing like %q: %s", want, j.output)
		}
	}
}

// Go and the checkout are needed.
func TestDoctorMissing(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ folder, path, want string }{
		{root, "/nonexistent", "missing: go\n"},
		{"/", os.Getenv("PATH"), "missing: checkout\n"},
	} {
		j := startIn(t, test.folder, []string{"PATH=" + test.path}, "doctor")
		if code := j.exit(); code != 1 || !strings.HasSuffix(j.errorText(), test.want) {
			t.Errorf("doctor: exit code %d, %q; want 1, %q", code, j.errors, test.want)
		}
	}
}

func TestDoctorJSON(t *testing.T) {
	t.Parallel()
	j := start(t, "doctor", "--json")
	if code := j.exit(); code != 0 {
		t.Errorf("doctor --json: exit code %d, %q", code, j.errors)
	}
	names := 0
	for line := range strings.Lines(j.output.String()) {
		var f finding
		if err := json.Unmarshal([]byte(line), &f); err != nil {
			t.Fatal(err)
		}
		if f.Name == "" || f.For == "" || f.State != ok && f.Get == "" {
			t.Errorf("incomplete: %+v", f)
		}
		names++
	}
	if names < 10 {
		t.Errorf("there are %d lines: %s", names, j.output)
	}
}
