package ui

import (
	"context"
	"errors"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/lipgloss"

	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/lab"
	"wallsockets/tui/internal/lab/experiment"
)

// newLabs returns a guide that shows the page of a lab that has not run.
func newLabs(t *testing.T, name string) *Model {
	t.Helper()
	m := newModel(t, 100, 30)
	m.open(m.labs.openLab(name), "Labs")
	return m
}

// found is the result of a lab whose first choice came true.
func found(l experiment.Lab) lab.Result {
	return lab.Result{Lab: l, Outcome: experiment.Outcome{Verdict: experiment.Changed, Answer: 0,
		Why: "Kernels have changed.", Figures: []experiment.Figure{experiment.Number("clients", 6)},
		Picture: &experiment.Picture{Title: "two bars", Bars: []experiment.Figure{
			experiment.Number("one", 1), experiment.Number("four", 4)}}}}
}

// runLab makes a lab run that a test ends.
func (m *Model) runLab(guess int) *labRunning {
	_, stop := context.WithCancel(context.Background())
	m.labs.running = &labRunning{lab: m.labs.all[m.labs.chosen], guess: guess, stop: stop,
		news: make(chan tea.Msg)}
	return m.labs.running
}

// A lab asks first, shows what it does, and then what it found and whether the learner
// predicted it. The list and the progress keep that.
func TestLabPage(t *testing.T) {
	m := newLabs(t, "two-sockets")
	mustSee(t, m, "the start", "[Labs]", "a  9998", "What do you expect?",
		"a-c predict and run")
	if strings.Contains(m.View(), "The series says") {
		t.Error("the claim gives the answer away")
	}
	running := m.runLab(2)
	m.update(labStepMsg{running, "start the server"})
	mustSee(t, m, "a step", "> b  ", "The lab is running...", "start the server", "s stop")
	give(m, keyPress("a"))
	mustSee(t, m, "a while it runs", "part2/two-sockets is running: s stops it")
	m.update(labDoneMsg{running, found(running.lab)})
	mustSee(t, m, "the end", "Changed. Kernels have changed.", "You predicted b, but it was a: 9998", "The series says: A server has two", "clients  6",
		"two bars", "four ████", "L: part2-explained/README.md#the-idea", "l: part2-explained/server/main.go:")
	give(m, keyPress("esc"))
	mustSee(t, m, "esc", "You have run 1 of", "First predictions that came true: 0 of 1.", "> part2/two-sockets", "changed")

	kept := newLabsTab(m.env)
	if got := kept.results["part2/two-sockets"]; got.guess != 2 || got.result.Outcome.Verdict != experiment.Changed {
		t.Errorf("the progress keeps %+v", got)
	}
}

// Only the first prediction counts, and a run that could not tell replaces none.
func TestFirstPredictionCounts(t *testing.T) {
	m := newLabs(t, "two-sockets")
	one := m.labs.all[m.labs.chosen]
	noisy := lab.Result{Lab: one, Outcome: experiment.TooNoisy()}
	for _, guess := range []int{2, 1} {
		m.update(labDoneMsg{m.runLab(guess), found(one)})
	}
	m.update(labDoneMsg{m.runLab(1), noisy})
	mustSee(t, m, "a run that could not tell", "Too noisy to tell.")
	if kept, guess, ok := lab.Kept(m.progress, one); !ok || guess != 2 || kept.Outcome.Verdict != experiment.Changed {
		t.Errorf("kept %v, %d, %v", kept.Outcome.Verdict, guess, ok)
	}
}

// From the code of another part and from a lesson one comes back to where one was.
func TestWaysToLabs(t *testing.T) {
	m := newLabs(t, "load-once")
	m.labs.from = ""
	m.typeKeys("l")
	mustSee(t, m, "l", "[Code]", "Part 3")
	m.typeKeys("esc")
	mustSee(t, m, "esc", "[Labs]", "load once, or for each query", "What do you expect?")
	m.read.page, m.read.before = "", nil // Read has not been opened yet
	m.typeKeys("L")
	if len(m.read.before) > 0 {
		t.Errorf("backspace would go back to %q", m.read.before)
	}
	m.update(openLabMsg{"load-once"})
	m.typeKeys("esc")
	mustSee(t, m, "esc after a link", "[Read]")
}

// L leads from a lab to its link in the lesson, with the paragraph above it.
func TestLessonOfLab(t *testing.T) {
	m := newLabs(t, "backlog")
	m.typeKeys("L")
	m.update(m.read.render()())
	mustSee(t, m, "L", "[Read]", "A server that is too slow for its", "▶ backlog", "enter open the lab")
	m.typeKeys("enter")
	mustSee(t, m, "enter", "[Labs]", "What do you expect?")
	for _, stage := range course.Stages {
		m := newModel(t, 60, 20)
		m.open(stage, "Read")
		m.update(m.read.render()())
		for _, one := range lab.All() {
			if !one.LinkedFrom(stage) {
				continue
			}
			m.read.heading = labLink + one.Name
			m.read.goToHeading()
			link := m.read.links[max(m.read.chosen, 0)]
			if above := link.line - m.read.scroll.top; link.target != labLink+one.Name ||
				!m.read.sees(link.line) || above < 8 {
				t.Errorf("%s: %+v is chosen, %d lines below the top", one.ID(), link, above)
			}
		}
	}
}

// Parts says how many labs of each part there are, and which have run.
func TestLabsOnParts(t *testing.T) {
	m := newModel(t, 120, 40)
	one := lab.All()[0]
	lab.Keep(m.progress, found(one), 1)
	m.labs.readKept()
	m.open(course.Stages[0], "Parts")
	mustSee(t, m, "Parts", "labs 1/42", "passed 0/0, labs 1/3", "changed    lab "+one.Title, "·          lab load once")
	m.update(tea.WindowSizeMsg{Width: 80, Height: 24})
	mustSee(t, m, "a smaller screen", "labs 1/42", "passed 0/0 labs 1/3   two programs talk", "labs 0/11  many clients")
}

// What could not run says why and is not kept; what was stopped leaves the last result.
func TestLabEnds(t *testing.T) {
	m := newLabs(t, "two-sockets")
	one := m.labs.all[m.labs.chosen]
	m.update(labDoneMsg{m.runLab(0), lab.Result{Lab: one, Skipped: "needs Linux: only Linux shows this"}})
	mustSee(t, m, "a skip", "Skipped. needs Linux")
	m.update(labDoneMsg{m.runLab(0), lab.Result{Lab: one, Err: errors.New("no compiler")}})
	mustSee(t, m, "an error", "Could not run. no compiler")
	if len(m.progress.Labs) != 0 {
		t.Errorf("the progress keeps %v", m.progress.Labs)
	}
	m.update(labDoneMsg{m.runLab(1), found(one)})
	stopped := m.runLab(2)
	give(m, keyPress("s"))
	mustSee(t, m, "s", "part2/two-sockets stops", "The lab stops...")
	m.update(labDoneMsg{stopped, lab.Result{Lab: one, Err: context.Canceled}})
	mustSee(t, m, "a stop", "Changed. Kernels have changed.", "You predicted it: 9998")
}

// Each part opens the list at its first lab, and a lesson's link opens a lab.
func TestLabsFollowTheParts(t *testing.T) {
	m := newModel(t, 80, 24)
	for _, stage := range course.Stages {
		m.open(stage, "Labs")
		if one := m.labs.all[m.labs.chosen]; one.Part != stage.Number {
			t.Errorf("part %d shows %s", stage.Number, one.ID())
		}
	}
	m.update(openLabMsg{"two-sockets"})
	mustSee(t, m, "a link", "Part 2 explained", "two kinds of sockets")
}

// All pages fit on a small screen, and each link of a lesson leads to a lab.
func TestLabsFit(t *testing.T) {
	for _, one := range lab.All() {
		m := newLabs(t, one.Name)
		m.labs.results[one.ID()] = tested{found(one), 1}
		for _, size := range [][2]int{{60, 20}, {120, 40}} {
			m.update(tea.WindowSizeMsg{Width: size[0], Height: size[1]})
			for _, line := range m.labs.lines {
				if width := lipgloss.Width(line); width > size[0] {
					t.Errorf("%s at %d columns: %d in %q", one.ID(), size[0], width, line)
				}
			}
		}
	}
	for _, stage := range course.Stages {
		text, err := course.Lesson(newModel(t, 80, 24).root, stage)
		if err != nil {
			t.Fatal(err)
		}
		for _, match := range labCommand.FindAllStringSubmatch(text, -1) {
			if labs, err := lab.Find(match[1]); err != nil || len(labs) != 1 {
				t.Errorf("%s names the lab %s: %d, %v", stage.Lesson(), match[1], len(labs), err)
			}
		}
	}
}

// A heading is found by its name in a link, whatever stands before it.
func TestSlug(t *testing.T) {
	for heading, want := range map[string]string{
		"## The idea": "the-idea", " ▌ The idea": "the-idea", "What changed since 2008": "what-changed-since-2008",
		`### "Try this"`: "try-this",
	} {
		if got := slugOf(heading); got != want {
			t.Errorf("%q: %q, want %q", heading, got, want)
		}
	}
}
