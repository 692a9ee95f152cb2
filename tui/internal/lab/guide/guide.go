// Package guide has the labs about the guide itself.
package guide

import "wallsockets/tui/internal/lab/experiment"

// Labs are the labs about the guide.
var Labs = []experiment.Lab{orphans}

// yesNo has the answers of figures that are not numbers.
var yesNo = map[bool]string{false: "no", true: "yes"}
