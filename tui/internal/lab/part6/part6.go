// Package part6 has the labs of part 6: the web, and what a server needs to stay.
package part6

import (
	"time"

	"wallsockets/tui/internal/lab/experiment"
)

// Labs are the labs of part 6, in the order of its lesson.
var Labs = []experiment.Lab{nohup, anyLanguage, endlessScript, group}

// effectTime is how long a claimed effect may take.
const effectTime = 4 * time.Second

const (
	server     = "part6-php/server"
	client     = "part6-php/client"
	unixServer = "part5-unix/server" // the same without signals and groups
	unixClient = "part5-unix/client"
)
