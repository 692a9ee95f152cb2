//go:build unix

package runner

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

func TestCommand(t *testing.T) {
	for _, test := range []struct {
		spec Spec
		pkg  string
		want string
	}{
		{Spec{Path: "/run/part1-basic-server"}, "./part1-basic/server",
			"go run ./part1-basic/server"},
		{Spec{Path: "/run/s", Args: []string{"-mode", "0600", "/tmp/a b"}},
			"./part5-unix/server",
			"go run ./part5-unix/server -mode 0600 '/tmp/a b'"},
		{Spec{Path: "python3", Args: []string{"server.py", ""}}, "",
			"python3 server.py ''"},
		{Spec{Path: "/run/s", Env: []string{"A=1", "B=x y"}}, "./part1-basic/server",
			"A=1 B='x y' go run ./part1-basic/server"},
		{Spec{Path: "./s", Dir: "/home/me", Env: []string{"A="}}, "",
			"cd /home/me && A='' ./s"},
		{Spec{Path: "/run/s", Dir: "/tmp"}, "./part1-basic/server",
			"cd /tmp && /run/s"},
	} {
		if got := test.spec.command(test.pkg); got != test.want {
			t.Errorf("command of %+v = %s, want %s", test.spec, got, test.want)
		}
	}
}

// A real shell turns a quoted word back into the word.
func TestQuote(t *testing.T) {
	words := []string{"", "a", "a b", "it's", "''", `"$HOME"`, "`id`", "$(id)", "*",
		"~", "#", "a\nb", `\`, "-n", "a;b", "&", "\x1b[2J", "Grüße", "!x", "{a,b}"}
	line := "printf '%s\\000'"
	for _, word := range words {
		line += " " + quote(word)
	}
	out, err := exec.CommandContext(t.Context(), "sh", "-c", line).Output()
	if err != nil {
		t.Fatal(err)
	}
	got := strings.Split(strings.TrimSuffix(string(out), "\x00"), "\x00")
	if !slices.Equal(got, words) {
		t.Errorf("the shell made %q of %q", got, words)
	}
}
