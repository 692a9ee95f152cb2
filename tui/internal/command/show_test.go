//go:build unix

package command

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"wallsockets/tui/internal/wire"
)

// show prints what was saved in any of the forms, as text or as JSON.
func TestShow(t *testing.T) {
	t.Parallel()
	r := wire.NewRecording()
	r.Add(wire.Event{Conn: 1, Kind: wire.Data, From: wire.Client, Data: []byte("whale\x1b[2J\n")})
	for name, save := range map[string]func(*os.File) error{
		"a.txt":   func(f *os.File) error { return wire.WriteText(f, r.From(1)) },
		"a.md":    func(f *os.File) error { return wire.WriteMarkdown(f, "Part 3", r.From(1)) },
		"a.jsonl": func(f *os.File) error { return wire.WriteJSON(f, r.From(1)) },
	} {
		path := filepath.Join(t.TempDir(), name)
		file, err := os.Create(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := save(file); err != nil {
			t.Fatal(err)
		}
		if err := file.Close(); err != nil {
			t.Fatal(err)
		}
		for flag, want := range map[string]string{
			"--json=false": `client>    10  "whale\x1b[2J\n"`, "--json": `"kind":"data"`,
		} {
			j := start(t, "show", flag, path)
			if code := j.exit(); code != 0 || !strings.Contains(j.output.String(), want) {
				t.Errorf("show %s %s: exit code %d, %q, want %s in it", flag, name, code,
					j.output, want)
			}
		}
	}
}

// show - prints what comes on standard input, and of a damaged conversation what is
// whole, and says what is missing.
func TestShowStandardInput(t *testing.T) {
	t.Parallel()
	const first, second = " +0.000000s  #1   client> connected from 127.0.0.1:50014\n",
		" +0.000123s  #1   client>     6  \"hello\\n\"\n"
	for text, want := range map[string]struct {
		code  int
		error string
	}{
		first + second: {0, ""},
		first + second + "+0.000050s  #1   server>    18  \"I got yo": {1,
			"show: read the conversation in standard input: the file is cut off in line 3"},
		first + "garbage\n" + second: {1, "show: read the conversation in standard input: lines " +
			"that are not events: 1; the first is line 2, \"garbage\": want a time"},
		"\n": {0, "the conversation has no messages\n"},
	} {
		j := prepare(t, root, nil, "show", "-")
		j.cmd.Stdin = strings.NewReader(text)
		j.begin()
		code, printed := j.exit(), j.errorText()
		shown := first + second
		if text == "\n" {
			shown = ""
		}
		if code != want.code || !strings.HasPrefix(printed, want.error) || j.output.String() != shown {
			t.Errorf("%q: exit code %d, %q and %q", text, code, j.output, printed)
		}
		if strings.Contains(want.error, "cut off") && !strings.HasSuffix(printed, "shown: 2; what followed is missing\n") {
			t.Errorf("%q: %q does not say what is missing", text, printed)
		}
	}
}

// The text of a message is not quoted a second time.
func TestShowJSONText(t *testing.T) {
	t.Parallel()
	j := prepare(t, root, nil, "show", "--json", "-")
	j.cmd.Stdin = strings.NewReader("+0s #1 client> 9 \"say \\\"a\\\"\\n\\x1b\"\n")
	j.begin()
	if code := j.exit(); code != 0 || !strings.Contains(j.output.String(), `"text":"say \"a\"\\n\\x1b"`) {
		t.Errorf("exit code %d, %q, %q", code, j.output, j.errors)
	}
}

func TestReadJSON(t *testing.T) {
	t.Parallel()
	j := start(t, "read", "--json", "2")
	if code := j.exit(); code != 0 {
		t.Fatalf("exit code %d, %q", code, j.errors)
	}
	var got lesson
	if err := json.Unmarshal([]byte(j.output.String()), &got); err != nil {
		t.Fatal(err)
	}
	plain := start(t, "read", "2")
	if plain.exit(); got.Number != 2 || got.ID != "part2-explained" || got.File != "part2-explained/README.md" ||
		got.Text != plain.output.String() {
		t.Errorf("%+v, want the lesson of part 2", got)
	}
}

func TestShowFails(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "bad")
	if err := os.WriteFile(path, []byte("no conversation\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		file string
		code int
	}{{path, 1}, {"no/such/file", 1}} {
		j := start(t, "show", test.file)
		if code := j.exit(); code != test.code || j.errorText() == "" {
			t.Errorf("show %s: exit code %d, %q, want %d and why", test.file, code, j.errors, test.code)
		}
	}
}
