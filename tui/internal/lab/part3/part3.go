// Package part3 has the labs of part 3.
package part3

import "wallsockets/tui/internal/lab/experiment"

// Labs are the labs of part 3, in the order of its lesson.
var Labs []experiment.Lab
