//go:build unix

package ui

import "testing"

// Right after c everything that is typed goes to the client, even while it starts,
// and however many letters the terminal sends at once. A paste runs no commands.
func TestTypeToAClient(t *testing.T) {
	t.Parallel()
	g := startGuide(t, options{})
	g.serve(3, "")
	g.Send("cquick? vz1")
	g.WaitFor("#1 client> quick? vz1", "esc: commands", "[Run]", ", list", "server's output")
	g.Press("enter")
	g.WaitFor(`C>   11 "quick? vz1\n"`, ">#1 done", "#1 client: # 2 words")

	g.Send("vz")
	g.WaitFor(", lanes")
	g.WaitGone("server's output")
	g.Send("zzv")
	g.WaitFor(", list", "server's output")
	g.Send("\x1b[200~vz2q\x1b[201~")
	g.WaitFor("pasted text does not run commands", ", list", "Part 3", "server's output")

	g.Press("c")
	g.WaitFor(">#2 asking", "#2 client> ", "Please enter the message:")
	g.Send("\x1b[200~vz2q\x1b[201~")
	g.WaitFor("#2 client> vz2q")
	g.Press("up")
	g.WaitFor("#2 client> quick? vz1")
	g.Press("down")
	g.WaitFor("#2 client> vz2q")
	g.Press("tab") // there is no other client to type to
	g.WaitFor("#2 client> vz2q")
	g.Press("esc")
	g.WaitFor("#2 client: Please enter")
	g.Press("X")
	g.WaitFor("Clear the events")
	g.Press("enter")
	g.WaitGone("Clear the events")
	g.WaitFor(`C>   11 "quick? vz1\n"`)
	g.Press("x")
	g.WaitFor(">#2 stopped")
}
