//go:build linux

package browser

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"wallsockets/tui/internal/test/stagetest"
)

// build builds the program in the folder go, which visits the page, and returns its path.
func build(t *testing.T) string {
	t.Helper()
	stagetest.Need(t, "chromium")
	program := filepath.Join(t.TempDir(), "browser")
	build := exec.Command(stagetest.Go, "build", "-o", program, ".")
	build.Dir = "go"
	if out, err := build.CombinedOutput(); err != nil {
		stagetest.Missing(t, "the browser's program cannot be built: "+string(out))
	}
	return program
}

// axe installs axe-core and returns its path.
func axe(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	if err := os.CopyFS(folder, os.DirFS("node")); err != nil {
		t.Fatal(err)
	}
	install := exec.Command(stagetest.Need(t, "npm"), "ci", "--ignore-scripts", "--prefer-offline",
		"--no-audit", "--no-fund")
	install.Dir = folder
	if out, err := install.CombinedOutput(); err != nil {
		stagetest.Missing(t, "axe-core cannot be installed: "+string(out))
	}
	return filepath.Join(folder, "node_modules", "axe-core", "axe.min.js")
}

// text has tags that run if the page does not escape them, and words.
const text = `The harpooneer said "</textarea><script>document.title = 'ran'</script>" & ate a ` +
	`<img src=x onerror="document.title = 'ran'"> zyzzyva`

// asked are the words of the text, each once, in the order of the alphabet.
var asked = []string{"a", "ate", "document", "harpooneer", "img", "onerror", "ran", "said", "script",
	"src", "textarea", "the", "title", "x", "zyzzyva"}

// figures are what a row has after its word.
var figures = regexp.MustCompile(`^[0-8]\.\d\d [\d,]+\.\d [\d,]+$`)

// visit has a program type the text into the machine's page, and checks what a visitor
// gets, on a desktop and on a phone, in light and in dark. People with disabilities must
// be able to use the page, too. The screenshots go to the folder.
func (m *machine) visit(program, axe, folder string) {
	t := m.t
	t.Helper()
	command := m.command(program, "http://127.0.0.1/", axe, folder)
	// What Chromium leaves behind is gone with the machine.
	command.Env = append(command.Env, "HOME=/run/test", "TMPDIR=/run/test")
	command.Stdin = strings.NewReader(text)
	var failure bytes.Buffer
	command.Stderr = &failure
	out, err := command.Output()
	if err != nil {
		t.Fatalf("%v: %s", err, &failure)
	}
	type page struct {
		Title, Text string
		Rows        [][]string
		Foreign     []string
	}
	var found struct {
		Linked, Typed, Sent page

		Views []struct {
			Name           string
			TooWide, Table bool
			Problems       []string
		}
		Console []string
	}
	if err := json.Unmarshal(out, &found); err != nil {
		t.Fatalf("%v: %s", err, out)
	}

	got := found.Typed
	if !reflect.DeepEqual(got, found.Linked) || !reflect.DeepEqual(got, found.Sent) {
		t.Errorf("pages differ: typed into %+v, from a link %+v, without JavaScript %+v",
			got, found.Linked, found.Sent)
	}
	if got.Title == "ran" || len(got.Foreign) > 0 || got.Text != text {
		t.Errorf("the text became part of the page: %+v", got)
	}
	var words []string
	for _, row := range got.Rows {
		words = append(words, row[0])
		if !figures.MatchString(strings.Join(row[1:], " ")) {
			t.Errorf("the row %q has no figures", row)
		}
	}
	if slices.Sort(words); !slices.Equal(words, asked) {
		t.Errorf("the table has the words %q, want %q", words, asked)
	}
	if len(found.Console) > 0 {
		t.Errorf("the console has %q, want nothing", found.Console)
	}
	for _, view := range found.Views {
		if view.TooWide || len(view.Problems) > 0 {
			t.Errorf("%s: %+v", view.Name, view)
		}
		if want := !strings.HasPrefix(view.Name, "problem"); view.Table != want {
			t.Errorf("%s shows the table: %t, want %t", view.Name, view.Table, want)
		}
		shot, want := screenshot(t, folder, view.Name), strings.HasSuffix(view.Name, "dark")
		if dark(shot) != want {
			t.Errorf("%s is dark: %t, want %t", view.Name, !want, want)
		}
	}
	if len(found.Views) != 6 {
		t.Errorf("%d views, want 6", len(found.Views))
	}
}
