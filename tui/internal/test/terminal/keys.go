//go:build unix

package terminal

import "unicode/utf8"

// keys are what a terminal sends for the keys that are not letters.
var keys = map[string]string{
	"enter": "\r", "tab": "\t", "shift+tab": "\x1b[Z", "esc": "\x1b", "space": " ",
	"backspace": "\x7f", "ctrl+c": "\x03", "ctrl+z": "\x1a", "ctrl+\\": "\x1c",
	"up": "\x1b[A", "down": "\x1b[B", "right": "\x1b[C", "left": "\x1b[D",
	"home": "\x1b[H", "end": "\x1b[F", "pgup": "\x1b[5~", "pgdown": "\x1b[6~",
	"f11": "\x1b[23~", "f12": "\x1b[24~",
	"wheelup": "\x1b[<64;10;10M", "wheeldown": "\x1b[<65;10;10M",
}

// hasFocus is what a terminal reports when its window gets the focus.
const hasFocus = "\x1b[I"

// Press presses keys, by the names that bubbletea has for them, or characters.
// What follows "esc" must wait for its effect: an escape character together
// with others begins something else.
func (t *Terminal) Press(names ...string) {
	t.t.Helper()
	for _, name := range names {
		sequence, named := keys[name]
		switch {
		case named:
			t.Send(sequence)
		case utf8.RuneCountInString(name) == 1:
			// A program that reads two letters at once takes them for one
			// paste. The report, which it ignores, keeps them apart.
			t.Send(name + hasFocus)
		default:
			t.t.Fatalf("there is no key %q", name)
		}
	}
}

// Type types text, without an enter.
func (t *Terminal) Type(text string) {
	t.t.Helper()
	t.Send(text)
}
