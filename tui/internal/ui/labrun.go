package ui

import (
	"context"
	"regexp"

	tea "github.com/charmbracelet/bubbletea"

	"wallsockets/tui/internal/guard"
	"wallsockets/tui/internal/lab"
	"wallsockets/tui/internal/lab/experiment"
)

// labRunning is a lab that is running.
type labRunning struct {
	lab     experiment.Lab
	guess   int
	stop    context.CancelFunc
	stopped bool         // by the user
	steps   []string     // what the experiment has done so far
	news    chan tea.Msg // closed at the end
}

// next waits for the next message of the lab.
func (r *labRunning) next() tea.Msg { return <-r.news }

// progress shows what the experiment is doing.
func (r *labRunning) progress(s styles) []string {
	if r.stopped {
		return []string{s.bold.Render(" The lab stops...")}
	}
	lines := []string{s.bold.Render(" The lab is running...")}
	for _, step := range r.steps {
		lines = append(lines, s.muted.Render("   "+step))
	}
	return lines
}

// startOrStop stops the lab that is running, or runs another one in the background.
func (l *labsTab) startOrStop(one experiment.Lab, guess int) tea.Cmd {
	if l.running != nil {
		l.running.stopped = true
		l.running.stop()
		return notify("%s stops", l.running.lab.ID())
	}
	ctx, stop := context.WithCancel(context.Background())
	r := &labRunning{lab: one, guess: guess, stop: stop, news: make(chan tea.Msg)}
	l.running = r
	runner, root := l.runner, l.root
	guard.Go(func() {
		defer close(r.news)
		defer stop()
		send := func(msg tea.Msg) {
			select {
			case r.news <- msg:
			case <-ctx.Done():
			}
		}
		result := lab.Run(ctx, runner, root, one, func(text string) { send(labStepMsg{r, text}) })
		r.news <- labDoneMsg{r, result}
	})
	var opened tea.Cmd
	if !l.open {
		opened = l.openPage()
	}
	l.showResult()
	return tea.Batch(opened, r.next)
}

// showResult scrolls to where the progress and the result are, if they do not fit.
func (l *labsTab) showResult() {
	l.layOut()
	l.scroll.top = l.resultLine
	l.scroll.clamp()
}

// update handles a message of a lab.
func (l *labsTab) update(msg tea.Msg) (command tea.Cmd) {
	defer l.layOut()
	switch msg := msg.(type) {
	case labStepMsg:
		msg.running.steps = append(msg.running.steps, msg.text)
		return msg.running.next
	case labDoneMsg:
		l.running = nil
		if msg.running.stopped {
			return nil
		}
		one := msg.result.Lab
		l.results[one.ID()] = tested{msg.result, msg.running.guess}
		if l.open && l.all[l.chosen].ID() == one.ID() {
			l.showResult()
		}
		if !msg.result.Ran() {
			return nil
		}
		lab.Keep(l.progress, msg.result, msg.running.guess)
		return l.saveProgress()
	}
	return nil
}

// close stops a lab that is running and waits until its programs have ended.
func (l *labsTab) close() {
	if l.running == nil {
		return
	}
	l.running.stop()
	for range l.running.news { // until the lab closes it
	}
}

// labLink begins the target of a link that opens a lab.
const labLink = "lab:"

// labCommand is how a lesson names a lab.
var labCommand = regexp.MustCompile("Lab: `go run ./tui lab ([a-z0-9-]+)`")

// offerLabs makes a link of each lab that a lesson names.
func offerLabs(lesson string) string {
	return labCommand.ReplaceAllString(lesson, "Lab: [▶ $1]("+labLink+"$1)")
}
