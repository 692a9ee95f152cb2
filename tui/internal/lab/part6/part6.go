// Package part6 has the labs of part 6.
package part6

import "wallsockets/tui/internal/lab/experiment"

// Labs are the labs of part 6, in the order of its lesson.
var Labs []experiment.Lab
