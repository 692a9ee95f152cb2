package course

import (
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// packages returns the import path of each package of the module, without the
// module's name, with what it imports of the module and of Charm's libraries.
func packages(t *testing.T) map[string][]string {
	t.Helper()
	list := exec.Command("go", "list", "-f", `{{.ImportPath}} {{join .Imports " "}}`, "./...")
	list.Dir = root
	out, err := list.Output()
	if err != nil {
		t.Fatalf("%v: %v", list, err)
	}
	imports := make(map[string][]string)
	for line := range strings.Lines(string(out)) {
		words := strings.Fields(strings.ReplaceAll(line, "wallsockets/", ""))
		imports[words[0]] = slices.DeleteFunc(words[1:], func(path string) bool {
			return !strings.HasPrefix(path, "part") && !strings.HasPrefix(path, "tui") &&
				!strings.HasPrefix(path, "github.com/charmbracelet/")
		})
	}
	return imports
}

// The picture of the packages in CONTRIBUTING.md has each of them once, and each
// below all that import it. The solutions of exercises and the naive programs of labs are
// not in it.
func TestContributingShowsThePackages(t *testing.T) {
	page := read(t, ".github/CONTRIBUTING.md")
	_, picture, found := strings.Cut(page, "<!-- packages -->\n```\n")
	picture, _, closed := strings.Cut(picture, "\n```\n")
	if !found || !closed {
		t.Fatal("the page has no picture of the packages")
	}
	place := make(map[string]int)
	for i, line := range strings.Split(picture, "\n") {
		if line == "" {
			continue
		}
		row := regexp.MustCompile(`^(\S+) +(\S.*)$`).FindStringSubmatch(line)
		if row == nil {
			t.Errorf("%q is not a package and what it is for", line)
			continue
		}
		if place[row[1]] != 0 {
			t.Errorf("the picture shows %s twice", row[1])
		}
		place[row[1]] = i + 1
	}
	imports := packages(t)
	for name, imported := range imports {
		if strings.Contains(name, "/exercises/") || strings.Contains(name, "/naive/") {
			continue
		}
		if place[name] == 0 {
			t.Errorf("the picture lacks %s", name)
		}
		for _, other := range imported {
			if place[other] != 0 && place[other] < place[name] {
				t.Errorf("the picture shows %s above %s, which imports it", other, name)
			}
		}
	}
	for name := range place {
		if _, ok := imports[name]; !ok {
			t.Errorf("the picture shows %s, which is no package", name)
		}
	}
}

// What must never be: a part that needs the guide or a later part, and Charm's
// libraries anywhere but in ui.
func TestImportsGoOneWay(t *testing.T) {
	for name, imported := range packages(t) {
		for _, other := range imported {
			part := strings.HasPrefix(name, "part")
			switch {
			case part && strings.HasPrefix(other, "tui"):
				t.Errorf("%s imports %s: a part works without the guide", name, other)
			case part && strings.HasPrefix(other, "part") && other[:5] > name[:5]:
				t.Errorf("%s imports %s of a later part", name, other)
			case name != "tui/internal/ui" && (strings.HasSuffix(other, "/bubbletea") ||
				strings.HasSuffix(other, "/lipgloss")):
				t.Errorf("%s imports %s: only ui does", name, other)
			}
		}
	}
}
