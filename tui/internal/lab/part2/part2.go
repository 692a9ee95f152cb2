// Package part2 has the labs of part 2: what a socket is, call by call.
package part2

import "wallsockets/tui/internal/lab/experiment"

// Labs are the labs of part 2, in the order of its lesson.
var Labs = []experiment.Lab{twoSockets}

const server = "part2-explained/server"
