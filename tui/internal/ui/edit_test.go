//go:build unix

package ui

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// When the code of a running server is edited, the guide notices it, and that it was
// changed back. A key replaces the server by one that is built from the new code. If
// that does not compile, the old server keeps running with its clients, and the
// editor opens at the compiler's first error, which stays when the old server ends.
func TestEditWhileItRuns(t *testing.T) {
	t.Parallel()
	g := startGuide(t, options{columns: 120, rows: 40, changes: true,
		env: []string{"EDITOR=" + lineEditor(t)}})
	g.serve(3, "")
	g.client()
	g.say("before")
	g.WaitFor(`: "before\n"`, ">#1 done")

	const conversation, prints, more = "part3-threads/server/conversation.go",
		`fmt.Printf("%s: %.200q\n"`, `fmt.Printf("asked by %s: %.200q\n"`
	g.edit(conversation, prints, more)
	g.WaitFor("the code has changed", "r restarts")
	g.edit(conversation, more, prints)
	g.WaitGone("the code has changed")
	g.edit(conversation, prints, more)
	g.WaitFor("the code has changed", "r restarts")
	g.Press("r")
	g.WaitFor("server running", "no clients")
	g.WaitGone("the code has changed")
	g.client()
	g.say("after")
	g.WaitFor("asked by 127.0.0.1:", `"after\n"`, ">#2 done")
	g.client()

	const main, right, wrong = "part3-threads/server/main.go", "func main() {", "func main( {"
	g.edit(main, right, wrong)
	g.WaitFor("the code has changed")
	before := g.address()
	g.Press("r")
	g.WaitFor("does not compile", "main.go:", "syntax error", "server running", ">#3 asking")
	if after := g.address(); after != before {
		t.Errorf("a build that fails moves the server from %s to %s", before, after)
	}
	g.say("still there")
	g.WaitFor(">#3 done", `"still there\n"`, "syntax error")
	g.Press("e")
	g.WaitFor("editing +" + lineOf(t, g.folder+"/"+main, wrong) + " " + g.folder + "/" + main)
	g.edit(main, wrong, right)
	g.Press("enter")
	g.WaitFor("[Run]", "syntax error", "server running")
	g.Press("s")
	g.WaitFor("the server has ended: exit code 0", "syntax error")
	g.Press("d")
	g.WaitGone("syntax error", "the code has changed")
	g.WaitFor(`asked by`)
}

// The message of a crash and its line in our code stay until they are dismissed. The
// message names a peer as the output does. The server keeps the model that it ran with,
// and there are no clients without it.
func TestCrash(t *testing.T) {
	t.Parallel()
	g := startGuide(t, options{columns: 120, rows: 30, env: []string{"EDITOR=" + lineEditor(t)},
		prepare: func(folder string) {
			const server = "package main\n\nimport (\n\t\"fmt\"\n\t\"net\"\n)\n\nfunc main() {\n" +
				"\tln, _ := net.Listen(\"tcp\", \"127.0.0.1:0\")\n\tfmt.Println(\"listening on\", ln.Addr())\n" +
				"\tconn, _ := ln.Accept()\n\tanswer(conn)\n}\n\n" +
				"func answer(conn net.Conn) {\n\tline := make([]byte, 99)\n\tn, _ := conn.Read(line)\n" +
				"\tfmt.Println(\"got\", n)\n\tpanic(\"no answer to \" + conn.RemoteAddr().String())\n}\n"
			files, _ := filepath.Glob(filepath.Join(folder, "part3-threads", "server", "*.go"))
			for _, file := range files {
				_ = os.Remove(file)
			}
			path := filepath.Join(folder, "part3-threads", "server", "main.go")
			if err := os.WriteFile(path, []byte(server), 0o600); err != nil {
				t.Fatal(err)
			}
		}})
	g.serve(3, "")
	g.client()
	g.say("hello")
	g.WaitFor("the server crashed: exit code 2, model threads",
		"part3-threads/server/main.go:19 in", "main.answer", "d dismiss")
	g.waitMatch(`panic: no answer to 127\.0\.0\.1:\d+ = #1`)
	g.Press("a")
	g.WaitFor("exit code 2, model threads; next: events")
	g.Press("c")
	g.WaitFor("there is no server, it has ended")
	g.WaitFor("panic: no answer to")
	g.Press("e")
	g.WaitFor("editing +19 " + g.folder + "/part3-threads/server/main.go")
	g.Press("enter")
	g.WaitFor("[Run]", "panic: no answer to")
	g.Press("d")
	g.WaitFor("server ended: exit code 2, model threads; next: events")
	g.Press("z", "z") // the output alone
	g.WaitFor("goroutine 1", "got 6")
}

// lineEditor returns an editor that prints its arguments and ends at enter. By its name
// the guide knows how to tell it a line.
func lineEditor(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "vi")
	if err := os.WriteFile(path, []byte("#!/bin/sh\necho editing $*\nread answer\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	return path
}

// lineOf returns the number of the line of a file that has a text.
func lineOf(t *testing.T, path, text string) string {
	t.Helper()
	source, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	before, _, _ := strings.Cut(string(source), text)
	return strconv.Itoa(1 + strings.Count(before, "\n"))
}

// edit changes a file of the guide's own checkout.
func (g *guide) edit(name, before, after string) {
	g.t.Helper()
	if shared, _ := sharedStages(); g.folder == shared {
		g.t.Fatal("others share this guide's checkout: start it with changes")
	}
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
