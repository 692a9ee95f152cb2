package ui

import (
	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/runner"
	"wallsockets/tui/internal/session"
)

// noticeMsg is one line for the user.
type noticeMsg string

// openMsg asks for a part on a screen; "" is the one that is shown.
type openMsg struct {
	stage course.Stage
	tab   string
}

// lessonRenderedMsg is a lesson, ready to be shown at a width.
type lessonRenderedMsg struct {
	stage course.Stage
	width int
	lines []string
}

// codeLoadedMsg is the code of a part, with what changed in it.
type codeLoadedMsg struct {
	stage course.Stage
	files []codeFile
}

// editedMsg comes when the editor was left.
type editedMsg struct{ err error }

// watchedMsg comes every second, to look for changed sources.
type watchedMsg struct{}

// changedMsg tells whether a part's code is newer than its running server.
type changedMsg struct {
	stage   course.Stage
	changed bool
}

// serverStartedMsg is the end of an attempt to start a server.
type serverStartedMsg struct {
	stage   course.Stage
	session *session.Session
	err     error
}

// serverStoppedMsg comes when a server was stopped by a key.
type serverStoppedMsg struct {
	stage   course.Stage
	session *session.Session
}

// clientStartedMsg is the end of an attempt to open a client.
type clientStartedMsg struct {
	stage   course.Stage
	session *session.Session
	process *runner.Process
	web     bool
	err     error
}

// newsMsg tells that a session or a client in it has something new.
type newsMsg struct {
	stage   course.Stage
	session *session.Session
}
