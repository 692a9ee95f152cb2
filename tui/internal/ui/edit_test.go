//go:build unix

package ui

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// When the code of a running server is edited, the guide notices it, a key rebuilds
// and restarts the server, and the compiler's errors are shown.
func TestEditWhileItRuns(t *testing.T) {
	t.Parallel()
	g := startGuide(t, options{columns: 120, rows: 40})
	g.serve(3, "")
	g.client(1)
	g.say("before")
	g.WaitFor(`: "before\n"`, ">1 done")

	g.edit("part3-threads/server/conversation.go", `fmt.Printf("%s: %.200q\n"`, `fmt.Printf("asked by %s: %.200q\n"`)
	g.WaitFor("the code has changed", "r restarts")
	g.Press("r")
	g.WaitFor("server running", "no clients")
	g.WaitGone("the code has changed")
	g.client(2)
	g.say("after")
	g.WaitFor("asked by 127.0.0.1:", `"after\n"`, ">2 done")

	g.edit("part3-threads/server/main.go", "func main() {", "func main( {")
	g.WaitFor("the code has changed")
	g.Press("r")
	g.WaitFor("failed", "main.go:", "syntax error", "the code does not compile")
	g.edit("part3-threads/server/main.go", "func main( {", "func main() {")
	g.Press("s")
	g.WaitFor("server running", "listening on")
	g.WaitGone("syntax error")
}

// edit changes a file of the guide's own checkout.
func (g *guide) edit(name, before, after string) {
	g.t.Helper()
	path := filepath.Join(g.folder, name)
	text, err := os.ReadFile(path)
	if err != nil {
		g.t.Fatal(err)
	}
	if strings.Count(string(text), before) != 1 {
		g.t.Fatalf("want one %[2]q in %[1]s", name, before)
	}
	changed := strings.Replace(string(text), before, after, 1)
	if err := os.WriteFile(path, []byte(changed), 0o600); err != nil {
		g.t.Fatal(err)
	}
}
