//go:build unix

package command

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// The commands with which CLASSROOM.md grades do what they should as they are printed,
// and all that they write is in one folder.
func TestGradingBlock(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile(filepath.Join(root, "tui/CLASSROOM.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, block, _ := strings.Cut(string(page), "\n## Grading\n")
	_, block, _ = strings.Cut(block, "\n```sh\n")
	block, _, _ = strings.Cut(block, "\n```\n")
	first, commands, _ := strings.Cut(block, "\n")
	if !strings.HasPrefix(first, "G=../grading ") {
		t.Fatalf("the block begins with %q", first)
	}
	l := newLearner(t)
	folder := filepath.Join(l.dir, "grading")
	anna := filepath.Join(folder, "submissions", "anna")
	if err := os.CopyFS(filepath.Join(anna, piecesSlug),
		os.DirFS(filepath.Join(root, pieces, "solution"))); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(anna, "server.py"), []byte("exit(3)\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	shell := exec.Command("bash", "-c", commands)
	shell.Dir = root
	shell.Env = append(append(os.Environ(), l.env...), "G="+folder)
	text, err := shell.CombinedOutput()
	if err != nil || !strings.Contains(string(text), "\nanna ") {
		t.Errorf("rollup fails: %v\n%s", err, text)
	}
	rows, err := os.ReadFile(filepath.Join(folder, "class.csv"))
	if err != nil || !strings.Contains(string(rows), "\nanna,1.1,An answer in three pieces,true,") {
		t.Errorf("the table is %q, %v", rows, err)
	}
	for _, name := range []string{"anna.xml", "results.json", "reports/anna.json"} {
		if _, err := os.Stat(filepath.Join(folder, name)); err != nil {
			t.Error(err)
		}
	}
}
