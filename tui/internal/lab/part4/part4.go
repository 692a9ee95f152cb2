// Package part4 has the labs of part 4.
package part4

import "wallsockets/tui/internal/lab/experiment"

// Labs are the labs of part 4, in the order of its lesson.
var Labs []experiment.Lab
