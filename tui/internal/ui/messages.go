package ui

import (
	"wallsockets/tui/internal/check"
	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/lab"
	"wallsockets/tui/internal/runner"
	"wallsockets/tui/internal/session"
)

// The messages of Bubble Tea. Model.Update hands each to the screen it is for.

// noticeMsg is one line for the user.
type noticeMsg string

// copyMsg asks to copy text, which what names in the notice.
type copyMsg struct {
	text []byte
	what string
}

// openMsg asks for a part on a screen; "" is the current one.
type openMsg struct {
	stage course.Stage
	tab   string
}

// runPartMsg asks for a part's server, running, on the run screen.
type runPartMsg struct{ stage course.Stage }

// tryMsg asks for an item of a lesson's list "Try this", on the run screen.
type tryMsg struct {
	stage course.Stage
	item  int
}

// triedMsg is the result of a try; err says what was not seen.
type triedMsg struct {
	stage course.Stage
	try   course.Try
	err   error
}

// tickMsg comes every second.
type tickMsg struct{}

// backgroundMsg says which background the terminal has.
type backgroundMsg struct{ dark bool }

// openPageMsg asks for a page of the checkout on the read screen, at a heading if one is
// given as in a link, "the-idea", or at the link that opens a lab, "lab:backlog".
type openPageMsg struct{ name, heading string }

// openLabMsg asks for a lab by its name, on the labs screen.
type openLabMsg struct{ name string }

// labStepMsg says what an experiment is doing.
type labStepMsg struct {
	running *labRunning
	text    string
}

// labDoneMsg is the result of a lab.
type labDoneMsg struct {
	running *labRunning
	result  lab.Result
}

// openFileMsg asks for a part's source file on the code screen. Its name begins at
// the part's folder.
type openFileMsg struct {
	stage course.Stage
	name  string
}

// lessonRenderedMsg is a page, laid out for a width.
type lessonRenderedMsg struct {
	page  string
	width int
	rendering
}

// lessonEditedMsg comes when the user has left the editor with a lesson.
type lessonEditedMsg struct{ err error }

// codeLoadedMsg is the code of a part, with what changed in it.
type codeLoadedMsg struct {
	stage    course.Stage
	files    []codeFile
	borrowed int // how many of them, at the end, are of other parts
}

// placesMsg asks for the lines of code that did what a message or a lab shows.
type placesMsg struct {
	stage  course.Stage
	places []narratedLine
	back   course.Stage // the part and the screen that ask
	from   string
}

// codeEditedMsg comes when the user has left the editor with a source file.
type codeEditedMsg struct{ err error }

// sourcesMsg reports whether a part's code differs from its running server's.
type sourcesMsg struct {
	stage   course.Stage
	changed bool
}

// serverStartedMsg is the result of starting a server. If there is an error, the
// server from before may still be running.
type serverStartedMsg struct {
	stage   course.Stage
	model   string      // "" if the stage has only one
	setup   *course.Try // whose flags and words it has; nil: none
	try     *course.Try // that it was started for; nil: none
	session *session.Session
	err     error
}

// serverStoppedMsg comes when the user has stopped a server.
type serverStoppedMsg struct {
	stage   course.Stage
	session *session.Session
}

// troubleMsg says that a program of a part does not run, and why, in a few words.
type troubleMsg struct {
	stage course.Stage
	title string
}

// clientStartedMsg is the result of starting a client.
type clientStartedMsg struct {
	stage   course.Stage
	client  *client
	process *runner.Process
	err     error
}

// updatedMsg comes when a session has recorded or printed something, or one of
// its programs has ended.
type updatedMsg struct {
	stage   course.Stage
	session *session.Session
}

// exercisesMsg has the exercises of the checkout, or why they cannot be read.
type exercisesMsg struct {
	all []course.Exercise
	err error
}

// exerciseEditedMsg comes when the user has left the editor with a program.
type exerciseEditedMsg struct{ err error }

// checkStepMsg comes when a step of a check begins.
type checkStepMsg struct {
	checking *checking
	title    string
}

// checkedMsg is the result of a check.
type checkedMsg struct {
	checking *checking
	report   check.Report
}

// checkEndedMsg comes after the last message of a check.
type checkEndedMsg struct{ checking *checking }
