//go:build unix

package ui

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/test/stagetest"
	"wallsockets/tui/internal/test/terminal"
)

// markName is an environment variable that all descendants of a guide inherit. Its
// value is different for each guide.
const markName = "WALLSOCKETS_TEST"

// guide is the real guide in a terminal.
type guide struct {
	*terminal.Terminal
	t      testing.TB
	folder string // its checkout, shared with others unless options say that it is changed
	home   string // where it also saves messages
	runs   string // the parent of its run folder
	socket string // where it listens for clients of parts 5 and 6
	begun  time.Time
}

// options are how a guide is started.
type options struct {
	columns, rows int // 0: 80x24
	crash         bool
	light         bool
	silent        bool
	env           []string
	args          []string
	changes       bool                                                // the test or the guide changes its checkout
	prepare       func(folder string)                                 // does so before the start
	within        func(path string, args []string) (string, []string) // the command that runs it
}

// newGuide starts a guide with its own home and run folder.
func newGuide(t testing.TB, o options) *guide {
	t.Helper()
	g := &guide{t: t, home: shortFolder(t), runs: shortFolder(t)}
	var err error
	if o.changes || o.prepare != nil {
		g.folder = shortFolder(t)
		err = copyStages(g.folder)
	} else {
		g.folder, err = sharedStages()
	}
	if err != nil {
		t.Fatal(err)
	}
	if o.prepare != nil {
		o.prepare(g.folder)
	}
	g.start(o)
	return g
}

// startGuide starts a guide and waits for its first screen.
func startGuide(t testing.TB, o options) *guide {
	t.Helper()
	g := newGuide(t, o)
	g.WaitFor("Lessons read", "? keys", "q quit")
	return g
}

// start starts the guide, possibly again after it has ended.
func (g *guide) start(o options) {
	g.t.Helper()
	path := stagetest.Guide(g.t)
	if o.crash {
		path = stagetest.CrashGuide(g.t)
	}
	env, err := goEnvironment()
	if err != nil {
		g.t.Fatal(err)
	}
	env = append(env, "HOME="+g.home, "XDG_RUNTIME_DIR="+g.runs, "TMPDIR="+g.runs,
		"WALLSOCKETS_PROGRESS="+filepath.Join(g.home, "progress.json"),
		// By default a program built with -race sleeps a second before it exits.
		"GORACE=atexit_sleep_ms=0", "VISUAL=", "EDITOR=", markName+"="+g.runs)
	if o.columns == 0 {
		o.columns, o.rows = 80, 24
	}
	// Private addresses: another guide may have the lesson's own.
	g.socket = filepath.Join(shortFolder(g.t), "s")
	o.args = append([]string{"--port", "0", "--path", g.socket}, o.args...)
	if o.within != nil {
		path, o.args = o.within(path, o.args)
	}
	g.begun = time.Now()
	g.Terminal = terminal.Start(g.t, terminal.Program{Path: path, Args: o.args,
		Env: append(env, o.env...), Dir: g.folder, Columns: o.columns, Rows: o.rows,
		Light: o.light, Silent: o.silent})
}

// shortFolder makes a folder with a path short enough for sockets.
func shortFolder(t testing.TB) string {
	t.Helper()
	folder, err := os.MkdirTemp("", "ws")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(folder) })
	return folder
}

// open goes to a part and a screen.
func (g *guide) open(part int, tab string) {
	g.t.Helper()
	g.Press(fmt.Sprint(part))
	g.WaitFor(fmt.Sprintf("Part %d %s", part, course.Stages[part-1].Title))
	for range 10 {
		active := g.active()
		if active == "["+tab+"]" {
			return
		}
		g.Press("tab")
		g.WaitUntil("screen after "+active, func([]string) bool { return g.active() != active })
	}
	g.t.Fatalf("no screen %s\n%s", tab, g)
}

var activeTab = regexp.MustCompile(`\[[A-Z][a-z]+\]`)

// active returns the current screen: "[Run]".
func (g *guide) active() string {
	return activeTab.FindString(g.Screen()[0])
}

// serve goes to a part and starts its server, with a model or with the default one.
func (g *guide) serve(part int, model string) {
	g.t.Helper()
	g.open(part, "Run")
	for range course.Stages[part-1].Models {
		if model == "" || g.Shows("model "+model) {
			break
		}
		before := g.Screen()[2]
		g.Press("a")
		g.WaitUntil("another model", func(screen []string) bool { return screen[2] != before })
	}
	g.Press("s")
	g.WaitFor("server running")
}

// aClient matches what a client that runs is called: by its connection, or if it has none
// yet by its process.
const aClient = `(#\d+ client|client, process \d+)`

// waitMatch waits until a row of the screen matches an expression.
func (g *guide) waitMatch(expression string) {
	g.t.Helper()
	sought := regexp.MustCompile(expression)
	g.WaitUntil(expression, func(screen []string) bool {
		return slices.ContainsFunc(screen, sought.MatchString)
	})
}

// client opens the next client and types nothing.
func (g *guide) client() {
	g.t.Helper()
	g.Press("c")
	g.waitMatch(aClient + "> ")
	g.waitMatch(`>(#|process )\d+ asking`)
	g.Press("esc")
	g.waitMatch(aClient + ": Please enter the message:")
}

// say types a message for the chosen client.
func (g *guide) say(message string) {
	g.t.Helper()
	g.Press("i")
	g.WaitFor("esc: commands")
	g.Type(message)
	g.Press("enter")
	g.WaitGone("esc: commands")
}

// inQueue is the row of a connection that the server has not accepted at once.
const inQueue = "waits in the queue"

// tries is how often a test begins again because the machine was busy.
const tries = 10

// talked starts a guide in which the first client of part 3 has had a conversation, of six
// rows. On a busy machine it may have to wait in the queue, which is a row more: then
// another guide starts, up to a limit of tries.
func talked(t testing.TB, o options) *guide {
	t.Helper()
	for try := 1; ; try++ {
		g := startGuide(t, o)
		g.serve(3, "")
		g.client()
		g.WaitFor("#1     S>      accepted")
		if g.Shows(inQueue) && try < tries {
			continue
		}
		g.say("the quick zyzzyva")
		g.WaitFor(">#1 done", "C>      closed", `C>   18 "the quick zyzzyva\n"`)
		return g
	}
}

var eventCount = regexp.MustCompile(`events: (\d+)`)

// events returns how many events there are, by the title of their list.
func (g *guide) events() (n int) {
	g.t.Helper()
	found := eventCount.FindStringSubmatch(strings.Join(g.Screen(), "\n"))
	if found == nil {
		g.t.Fatalf("no number of events\n%s", g)
	}
	fmt.Sscan(found[1], &n)
	return n
}

var clientCommand = regexp.MustCompile(`(?:/client|nc|nc -U) (127\.0\.0\.1 \d+|/[^\s…]+)`)

// address returns the address for clients, as the screen shows it.
func (g *guide) address() string {
	g.t.Helper()
	g.WaitUntil("a client's command", func(screen []string) bool {
		return clientCommand.MatchString(strings.Join(screen, "\n"))
	})
	found := clientCommand.FindStringSubmatch(strings.Join(g.Screen(), "\n"))
	return strings.ReplaceAll(found[1], " ", ":")
}

// checkRestored checks that the terminal is as it was before the guide: its modes,
// and what was written after the first bytes.
func (g *guide) checkRestored(first int) {
	g.t.Helper()
	last := string(g.Raw()[first:])
	for _, want := range []struct{ name, sequence string }{
		{"leave the alternate screen", "\x1b[?1049l"},
		{"show the cursor", "\x1b[?25h"},
		{"end bracketed paste", "\x1b[?2004l"},
	} {
		if !strings.Contains(last, want.sequence) {
			g.t.Errorf("the guide did not %s: no %q in %q", want.name, want.sequence, last)
		}
	}
	if strings.LastIndex(last, "\x1b[?1049h") > strings.LastIndex(last, "\x1b[?1049l") {
		g.t.Errorf("the alternate screen is shown again in %q", last)
	}
	if !g.IsRestored() {
		g.t.Error("the terminal has other modes than before: echo, line editing or signals")
	}
}
