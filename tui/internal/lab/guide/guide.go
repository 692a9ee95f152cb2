// Package guide has the labs about the guide itself.
package guide

import "wallsockets/tui/internal/lab/experiment"

// Labs are the labs about the guide.
var Labs = []experiment.Lab{orphans}
