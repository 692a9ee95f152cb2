// Package part5 has the labs of part 5.
package part5

import "wallsockets/tui/internal/lab/experiment"

// Labs are the labs of part 5, in the order of its lesson.
var Labs []experiment.Lab
