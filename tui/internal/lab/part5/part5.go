// Package part5 has the labs of part 5: a file name instead of a port.
package part5

import (
	"wallsockets/tui/internal/lab/experiment"
)

// Labs are the labs of part 5, in the order of its lesson.
var Labs = []experiment.Lab{unixTCP, pathLength, impostor, noX, door, onePath}

const (
	server = "part5-unix/server"
	client = "part5-unix/client"
	// careless is a server that makes its socket file without care.
	careless = "careless"
)

// What clients get.
const (
	answered = "the answer"
	denied   = "permission denied"
)
