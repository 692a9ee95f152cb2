//go:build unix

package ui

import (
	"fmt"
	"strings"
	"testing"

	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/printable"
	"wallsockets/tui/internal/test/stagetest"
)

// Go through each part as a learner does: the list, the lesson, the code, and a run
// in which three clients ask and get their answers.
func TestEachPart(t *testing.T) {
	for _, stage := range course.Stages {
		t.Run(stage.ID, func(t *testing.T) {
			t.Parallel()
			if stage.ID == "part6-php" {
				stagetest.Need(t, "php")
			}
			g := startGuide(t, options{})
			g.open(stage.Number, "Parts")
			g.WaitFor(fmt.Sprintf(" %d %s", stage.Number, stage.Title),
				fmt.Sprintf("part %d adds (%s)", stage.Number, stage.Article))
			g.open(stage.Number, "Read")
			g.WaitFor(fmt.Sprintf("Part %d: %s", stage.Number, stage.Title))
			g.open(stage.Number, "Code")
			g.WaitFor(stage.ID+"/server/main.go", "// Server ")
			g.lastFile(stage)
			g.serve(stage.Number, "")
			g.Press("z")
			g.WaitGone("server's output")
			if stage.Once {
				g.playOnce(stage)
			} else {
				g.playThree(stage)
			}
		})
	}
}

// lastFile leafs back from the first file to the last, which may be one that
// only makes the part faster.
func (g *guide) lastFile(stage course.Stage) {
	g.t.Helper()
	names, err := course.Code(stagetest.Checkout(g.t), stage)
	if err != nil {
		g.t.Fatal(err)
	}
	last := names[len(names)-1]
	g.Press("[")
	g.WaitFor(fmt.Sprintf(" %d/%[1]d %s/%s", len(names), stage.ID, last))
	if course.Fast(last) {
		g.WaitFor("  how it is made fast")
	}
}

// playOnce has the conversation with a server that then exits, asks for a client
// that would find no server, and stops the next server.
func (g *guide) playOnce(stage course.Stage) {
	g.t.Helper()
	g.client()
	g.say(stage.Demo[0].Send)
	g.WaitFor(`C>    6 "hello\n"`, `S>   18 "I got your message"`, ">#1 done", "server ended: exit code 0")
	g.Press("c")
	g.WaitFor("there is no server, it has ended: s starts another", "clients:  >#1 done")
	g.Press("v")
	g.WaitFor("client #1", "listener", "socket #1", " connect ", " accept ", `18 "I got`)
	g.Press("z")
	g.WaitFor("server's output", `message: "hello\n"`)
	g.Press("s")
	g.WaitFor("server running")
	g.Press("s")
	g.WaitFor("server ended: stopped")
}

// playThree opens three clients at the same time, which then ask one by one.
func (g *guide) playThree(stage course.Stage) {
	g.t.Helper()
	asked := []course.Exchange{stage.Demo[0], stage.Demo[1], stage.Demo[0]}
	for range asked {
		g.client()
	}
	if !stage.AskFirst {
		g.WaitFor("#1     C>      connected", "#2     C>      connected", "#3     C>      connected")
	}
	for i, exchange := range asked { // > chooses the first after the third
		g.Press(">")
		g.waitMatch(aClient + ": Please enter")
		g.say(exchange.Send)
		g.WaitFor(fmt.Sprintf(">#%d done", i+1),
			fmt.Sprintf("C> %4d %.40s", len(exchange.Send)+1, printable.Quote([]byte(exchange.Send+"\n"))),
			fmt.Sprintf("S> %4d %.40s", len(exchange.Want), printable.Quote([]byte(exchange.Want))),
			fmt.Sprintf("#%d client: %.40s", i+1, lastLine(exchange.Want)))
	}
	g.Press("v")
	g.WaitFor("client #3", "listener", "socket #3", fmt.Sprintf(" %d %.12s", len(asked[2].Want),
		printable.Quote([]byte(asked[2].Want))))
	g.Press("z")
	g.WaitFor("server's output", "listening on")
}

func lastLine(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return lines[len(lines)-1]
}
