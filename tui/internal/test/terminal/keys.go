//go:build unix

package terminal

import "unicode/utf8"

// keys has the bytes that a terminal sends for keys that are not characters.
var keys = map[string]string{
	"enter": "\r", "tab": "\t", "shift+tab": "\x1b[Z", "esc": "\x1b", "space": " ",
	"backspace": "\x7f", "ctrl+c": "\x03", "ctrl+z": "\x1a", "ctrl+\\": "\x1c",
	"up": "\x1b[A", "down": "\x1b[B", "right": "\x1b[C", "left": "\x1b[D",
	"home": "\x1b[H", "end": "\x1b[F", "pgup": "\x1b[5~", "pgdown": "\x1b[6~",
	"f11": "\x1b[23~", "f12": "\x1b[24~",
	"wheelup": "\x1b[<64;10;10M", "wheeldown": "\x1b[<65;10;10M",
}

// Press presses keys, given by bubbletea's names for them or as characters. After
// "esc" a test must wait for its effect: an escape followed directly by other
// bytes is a different key.
func (t *Terminal) Press(names ...string) {
	t.t.Helper()
	for _, name := range names {
		sequence, named := keys[name]
		switch {
		case named:
			t.Send(sequence)
		case utf8.RuneCountInString(name) == 1:
			t.Send(name)
		default:
			t.t.Fatalf("no such key: %q", name)
		}
	}
}

// Type types text without pressing enter.
func (t *Terminal) Type(text string) {
	t.t.Helper()
	t.Send(text)
}
