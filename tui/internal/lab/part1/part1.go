// Package part1 has the labs of part 1.
package part1

import "wallsockets/tui/internal/lab/experiment"

// Labs are the labs of part 1, in the order of its lesson.
var Labs []experiment.Lab
