// Package part3 has the labs of part 3: many clients at once.
package part3

import "wallsockets/tui/internal/lab/experiment"

// Labs are the labs of part 3, in the order of its lesson.
var Labs = []experiment.Lab{slowFriend, copyOnWrite, ownList, reusedBuffer, lostUpdate, mapWrites,
	zombies, sigpipe, bothWait, race}

const server = "part3-threads/server"

// yesNo has the answers of figures that are not numbers.
var yesNo = map[bool]string{false: "no", true: "yes"}
