package ui

import (
	"cmp"
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"wallsockets/tui/internal/check"
	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/guard"
	"wallsockets/tui/internal/printable"
	"wallsockets/tui/internal/workspace"
)

// firstStep is what a check does before the steps of its script.
const firstStep = "build the program"

// checking is a check that is running, or one at each save.
type checking struct {
	exercise course.Exercise
	watches  bool
	stop     context.CancelFunc
	stopped  bool         // by the user
	news     chan tea.Msg // closed at the end
}

// next waits for the next message of the check.
func (c *checking) next() tea.Msg {
	if msg, ok := <-c.news; ok {
		return msg
	}
	return checkEndedMsg{c}
}

// run checks what was handed in, and again after each save if the check watches.
func (c *checking) run(ctx context.Context, checker *check.Checker, handedIn check.Submission) {
	defer close(c.news)
	defer c.stop()
	send := func(msg tea.Msg) {
		select {
		case c.news <- msg:
		case <-ctx.Done():
		}
	}
	handedIn.Begins = func(title string) { send(checkStepMsg{c, title}) }
	once := func() error {
		send(checkStepMsg{c, firstStep})
		report, err := checker.Check(ctx, c.exercise, handedIn, 1)
		if err != nil {
			report.Passed, report.Error = false, printable.Text([]byte(err.Error()))
		}
		send(checkedMsg{c, report})
		return nil
	}
	if c.watches {
		_ = workspace.Watch(ctx, handedIn.Folder, once) // once has no errors
		return
	}
	_ = once()
}

// startCheck checks the chosen exercise in the background, once or at each save. It
// stops a check that is running.
func (x *exercisesTab) startCheck(watch bool) tea.Cmd {
	e, work := x.current()
	switch {
	case x.running != nil:
		x.running.stopped = true
		x.running.stop()
		return notify("the check of %s stops", x.running.exercise.ID())
	case !check.Supported:
		return notify("checks need Linux or macOS; on Windows use WSL")
	case !x.desk.Started(e):
		return notify("you have no program for %s yet: s starts it", e.ID())
	}
	ctx, stop := context.WithCancel(context.Background())
	c := &checking{exercise: e, watches: watch, stop: stop, news: make(chan tea.Msg)}
	x.running, x.talk, work.aside, work.step = c, nil, nil, firstStep
	handedIn := check.Submission{Folder: x.desk.Folder(e)}
	guard.Go(func() { c.run(ctx, x.checker, handedIn) })
	return tea.Batch(x.openPage(), c.next)
}

// close stops a check that is running and waits until its programs have ended.
func (x *exercisesTab) close() {
	if x.running == nil {
		return
	}
	x.running.stop()
	for range x.running.news { // until the check closes it
	}
}

// update handles a message that is for this screen.
func (x *exercisesTab) update(msg tea.Msg) tea.Cmd {
	var command tea.Cmd
	switch msg := msg.(type) {
	case exercisesMsg:
		x.loaded(msg)
	case exerciseEditedMsg:
		command = editorFailed(msg.err)
	case checkStepMsg:
		x.workOn(msg.checking.exercise).step = msg.title
		command = msg.checking.next
	case checkedMsg:
		command = tea.Batch(x.checked(msg), msg.checking.next)
	case checkEndedMsg:
		x.ended(msg.checking)
	}
	x.layOut()
	return command
}

// checked keeps a result, and counts it unless the check could not run.
func (x *exercisesTab) checked(msg checkedMsg) tea.Cmd {
	e := msg.checking.exercise
	work := x.workOn(e)
	work.step = ""
	if !msg.checking.watches {
		x.ended(msg.checking)
	}
	if msg.checking.stopped {
		return nil
	}
	work.report = &msg.report
	if e.ID() == x.all[x.chosen].ID() {
		x.scroll.top, x.talk = 0, nil
	}
	if msg.report.Error != "" {
		return nil
	}
	x.progress.Checked(e.ID(), msg.report.Passed, msg.report.FindingName())
	return x.saveProgress()
}

// ended forgets a check, unless another one has begun meanwhile.
func (x *exercisesTab) ended(c *checking) {
	x.workOn(c.exercise).step = ""
	if x.running == c {
		x.running = nil
	}
}

// begin copies the starter.
func (x *exercisesTab) begin() tea.Cmd {
	e, work := x.current()
	if x.desk.Started(e) {
		return notify("%s is started; x begins again", e.ID())
	}
	folder, err := x.desk.Start(e, "", work.language)
	if err != nil {
		return notify("%v", err)
	}
	return tea.Batch(x.openPage(), x.saveProgress(),
		notify("your program is in %s: e edits it, c checks it", x.desk.Short(folder)))
}

// nextLanguage chooses the language of the starter.
func (x *exercisesTab) nextLanguage() tea.Cmd {
	e, work := x.current()
	all := course.Languages(x.root, e)
	if len(all) == 1 {
		if only := cmp.Or(all[0], course.OnlyLanguage(x.root, e)); only != "" {
			return notify("%s has a starter in %s only; you may write your program in any language", e.ID(), only)
		}
		return notify("%s asks for predictions, in no language", e.ID())
	}
	work.language = next(all, work.language)
	if x.desk.Started(e) {
		return notify("x begins %s again in %s", e.ID(), work.language)
	}
	return notify("s starts %s in %s", e.ID(), work.language)
}

// next returns the element after that one; "" counts as the first.
func next(all []string, one string) string {
	for i, each := range all {
		if each == one {
			return all[(i+1)%len(all)]
		}
	}
	return all[1%len(all)]
}

// hint shows one more step of the hints, and those before.
func (x *exercisesTab) hint() tea.Cmd {
	e, work := x.current()
	steps, of, err := x.desk.Hint(e)
	if err != nil {
		return notify("%v", err)
	}
	command := x.openPage()
	if len(work.hints) == of {
		command = tea.Batch(command, notify("that was the last hint, %d of %d", of, of))
	}
	work.hints, work.hintsOf, work.aside, x.talk = steps, of, nil, nil
	x.layOut()
	x.scroll.top = x.scroll.length // the hints are last
	return tea.Batch(command, x.saveProgress())
}

// edit opens the learner's files in the editor.
func (x *exercisesTab) edit() tea.Cmd {
	e, _ := x.current()
	if !x.desk.Started(e) {
		return notify("you have no program for %s yet: s starts it", e.ID())
	}
	files, err := x.desk.Files(e)
	if err != nil || len(files) == 0 {
		return notify("there is no text file in %s", x.desk.Short(x.desk.Folder(e)))
	}
	return edit(func(err error) tea.Msg { return exerciseEditedMsg{err} }, files...)
}
