package ui

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"wallsockets/tui/internal/course"
)

// tryLink begins the target of a link that sets up an item of "Try this".
const tryLink = "try:"

// tryTime is how long a try may take until its sight is there.
const tryTime = time.Minute

var tryItem = regexp.MustCompile(`(?m)^(\d+)\. `)

// offerTries puts a link before each item of the lesson's list "Try this" that the guide
// can set up, and a tick if the learner has seen it.
func offerTries(lesson string, stage course.Stage, tried map[string]bool) string {
	before, list, found := strings.Cut(lesson, "\n## Try this\n")
	if !found {
		return lesson
	}
	list = tryItem.ReplaceAllStringFunc(list, func(number string) string {
		item, _ := strconv.Atoi(strings.TrimSuffix(number, ". ")) // the pattern has only digits
		if _, found := stage.Try(item); !found {
			return number
		}
		text := "▶ try it"
		if tried[stage.TryID(item)] {
			text = "✓ seen"
		}
		return fmt.Sprintf("%s[%s](%s%d) ", number, text, tryLink, item)
	})
	return before + "\n## Try this\n" + list
}

// askForTry asks for the try that a link on a lesson's page stands for.
func askForTry(page, item string) tea.Cmd {
	number, _ := strconv.Atoi(item) // offerTries has written it
	return func() tea.Msg { return tryMsg{stageOf(page), number} }
}

// chooseTry chooses the next link that sets something up.
func (r *readTab) chooseTry() {
	for i := range r.links {
		next := (r.chosen + 1 + i) % len(r.links)
		if strings.HasPrefix(r.links[next].target, tryLink) {
			r.chooseLink(next)
			return
		}
	}
}

// playTry starts the server for a try, on the run screen; the clients follow once it
// is running.
func (m *Model) playTry(msg tryMsg) tea.Cmd {
	try, found := msg.stage.Try(msg.item)
	if !found {
		return nil
	}
	opened := m.open(msg.stage, m.run.title())
	run := m.run.current
	if run.busy != "" {
		return tea.Batch(opened, notify("%s", run.busy))
	}
	m.run.showEvents()
	if i := slices.Index(msg.stage.Models, try.Model); i >= 0 {
		run.model = i
	}
	return tea.Batch(opened, run.startServer(&try))
}

// play has the clients of the try act, in the background.
func (r *stageRun) play() tea.Cmd {
	if r.try == nil {
		return nil
	}
	stage, s, try := r.stage, r.session, *r.try
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(context.Background(), tryTime)
		defer cancel()
		return triedMsg{stage, try, s.Play(ctx, try)}
	}
}

// tried ticks a try whose sight is on the screen.
func (m *Model) tried(msg triedMsg) tea.Cmd {
	if msg.err != nil {
		return notify("not seen this time: %v", msg.err)
	}
	m.progress.Tried[msg.stage.TryID(msg.try.Item)] = true
	m.read.leave() // it shows the tick
	return tea.Batch(m.read.render(), m.saveProgress(),
		notify("seen: %s (ticked in the lesson)", msg.try.Name))
}

// aside returns the line below the status: what to watch in a try, or else the command
// that does the same by hand.
func (r *stageRun) aside(width int) string {
	if r.try != nil {
		return " " + r.styles.title.Render("Watch: ") + r.try.Watch
	}
	return r.styles.muted.Render(" " + r.byHand(width-1))
}
