//go:build unix

package ui

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"wallsockets/tui/internal/test/stagetest"
)

var update = flag.Bool("update", false, "rewrite the files that the tests compare with")

// The run screen with a real server, as a list and as lanes, is the same as its golden
// file.
func TestGoldenRun(t *testing.T) {
	stagetest.SkipUnderRace(t, "it compares screens; other tests play the same keys under it")
	for _, size := range goldenSizes {
		name := fmt.Sprintf("%dx%d", size[0], size[1])
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var g *guide
			for try := 0; try == 0 || try < tries && g.Shows(inQueue); try++ {
				g = talked(t, options{columns: size[0], rows: size[1], prepare: writeGoldenParts})
				g.client()
				g.WaitFor("#2 client: Please enter", "#2     S>      accepted")
			}
			g.compare("running-" + name)
			g.Press("v")
			g.WaitFor(", lanes", "socket #2")
			g.compare("lanes-" + name)
		})
	}
}

// writeGoldenParts replaces parts 1 and 2 by code and lessons that never change.
func writeGoldenParts(folder string) {
	_ = os.RemoveAll(filepath.Join(folder, "part1-basic"))
	_ = os.RemoveAll(filepath.Join(folder, "part2-explained"))
	for name, text := range map[string]string{
		"part1-basic/server/main.go": `// Server is golden.
package main

func main() {
	println("one")
}
`,
		"part2-explained/server/main.go": `// Server is golden, and has changed.
package main

import "fmt"

func main() {
	fmt.Println("two") // and a comment that is longer than eighty columns, so that it is cut
}
`,
		"part2-explained/README.md": "# Part 2: golden\n\nThe one new idea: **nothing** moves. " +
			strings.Repeat("Words and `code` go on to the end of the line. ", 4) +
			"\n\n## A list\n\n- one\n- two\n\n```go\nconn, err := ln.Accept()\n```\n\n" +
			"| call | says |\n|---|---|\n| accept | a socket |\n\n[A link](../part1-basic/README.md).\n",
	} {
		path := filepath.Join(folder, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700),
			os.WriteFile(path, []byte(text), 0o600)); err != nil {
			panic(err)
		}
	}
}

// compare compares the screen with a file in testdata. With -update it writes the
// file.
func (g *guide) compare(name string) {
	g.t.Helper()
	compareGolden(g.t, name, strings.Join(steady(g.Screen()), "\n")+"\n")
}

// compareGolden compares a text with a file in testdata. With -update it writes the
// file.
func compareGolden(t testing.TB, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name+".golden")
	if *update {
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755),
			os.WriteFile(path, []byte(got), 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v; to write it: go test ./tui/internal/ui -run Golden -update", err)
	}
	if got != string(want) {
		t.Errorf("%s differs; if the new screen is right: -update\ngot\n%s\nwant\n%s", path, got, want)
	}
}

// ports differ from run to run, as timesBetween do.
var ports = regexp.MustCompile(`(127\.0\.0\.1[: ])\d{5}`)

// timesOfDay differ as well.
var timesOfDay = regexp.MustCompile(`\d\d:\d\d:\d\d\.\d{3}`)

// processes differ, too, and the more digits one has the less is left of a name that
// was shortened.
var processes = regexp.MustCompile(`(…[a-z]*, )?process \d+ *`)

// steady replaces what differs from run to run by text of the same width.
func steady(screen []string) []string {
	rows := make([]string, len(screen))
	for i, row := range screen {
		row = timesOfDay.ReplaceAllString(ports.ReplaceAllString(row, "${1}PORT_"), "TIME_OF_DAY_")
		row = processes.ReplaceAllStringFunc(row, func(process string) string {
			name := "process PID"
			if strings.HasPrefix(process, "…") {
				name = "…, process PID"
			}
			return fmt.Sprintf("%-*s", utf8.RuneCountInString(process), name)
		})
		rows[i] = timesBetween.ReplaceAllStringFunc(row, func(between string) string {
			return fmt.Sprintf("%*s", utf8.RuneCountInString(between), "+TIME")
		})
	}
	return rows
}
