// Package part6 has the labs of part 6: the web, and what a server needs to stay.
package part6

import (
	"wallsockets/tui/internal/lab/experiment"
)

// Labs are the labs of part 6, in the order of its lesson.
var Labs = []experiment.Lab{nohup, anyLanguage, endlessScript, group}

const (
	server     = "part6-php/server"
	client     = "part6-php/client"
	unixServer = "part5-unix/server" // the same without signals and groups
	unixClient = "part5-unix/client"
)
