//go:build unix

package ui

import (
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"wallsockets/tui/internal/test/terminal"
)

// payloads returns what a client may send to control a terminal.
func payloads() []string {
	all := slices.Clone(sequences)
	for c := range rune(0xa0) {
		if c < ' ' || c >= 0x7f {
			all = append(all, "c"+string(c)) // C0, DEL and C1, as UTF-8
		}
	}
	for c := 0x80; c < 0xa0; c++ {
		all = append(all, string([]byte{'c', byte(c), 'm'})) // C1, as bytes
	}
	for _, r := range unseen {
		all = append(all, "a"+string(r)+"b")
	}
	return all
}

// sequences control a terminal, or are not text.
var sequences = []string{
	"\x1b[2J\x1b[3J", "\x1b[31mred", "\x1b[8mhidden", "\x1b[5mblinks", "\x1b[1A\x1b[2K",
	"\x1b[?1049h", "\x1b[?1049l", "\x1b[?25h", "\x1b[?1000h", "\x1b[?2004l", "\x1b[6n", "\x1b[c",
	"\x1b[21t", "\x1b[8;1;1t", "\x1b]0;title\a", "\x1b]2;title\x1b\\", "\x1b]52;c;aGk=\a",
	"\x1b]52;c;?\x1b\\", "\x1b]8;;http://a.example\aclick\x1b]8;;\a", "\x1b]10;?\a", "\x1b]11;?\a",
	"\x1b]4;1;?\a", "\x1b]777;notify;a;b\a", "\x1b]1337;File=:AA\a", "\x1bP$q\"p\x1b\\",
	"\x1b_Gi=1\x1b\\", "\x1b^private\x1b\\", "\x1bc", "\x1b7\x1b8", "\x1b#8", "\x1b(0lqk", "\x1b%G",
	"\x1b=", "\x1bZ", "\x1b", "\x1b[", "\x1b]", "\x9b2J", "\x9d0;t\x9c", "\u009b2J", "\u009d0;t\u009c",
	"over\rwrite", "\b\b\bback", "\a\a\a", "\x0e\x0f", "\x05", "\x7f\x7f", "\f\v", "a\tb",
	"\xff", "\xfe\xff", "\xc0\x80", "\xe0\x80\x80", "\xf4\x90\x80\x80", "\xed\xa0\x80", "\xc3",
	"\xe2\x82", "\xf0\x9f\x90", "caf\xe9", "\ufffd", "\uffff", "\U0010ffff",
	"e\u0301", "\u0301\u0302", "Z" + strings.Repeat("\u0300\u0316", 20), "שלום", "مرحبا", "日本語", "ไทย",
	"🐋", "❤\ufe0f", "👩\u200d💻", "🇺🇳", "p\u0430ypal", "%s%n", "`reboot`", "```\n# a", `\x1b[2J`, `"`,
	strings.Repeat("x", 3000), strings.Repeat("\x1b[31m", 200), strings.Repeat("語", 900),
}

// unseen runes take no space, change the direction, or look like a space.
var unseen = []rune("\u00a0\u00ad\u034f\u061c\u115f\u1160\u17b4\u180e\u2000\u2003\u200a\u200b\u200c" +
	"\u200d\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u202f\u205f\u2060\u2061\u2064\u2066" +
	"\u2067\u2068\u2069\u206f\u3000\u3164\ufe00\ufe0f\ufeff\uffa0\ufff9\U000e0001\U000e0020\U000e007f")

// hostileServer prints and sends back what it receives, unchanged.
const hostileServer = `package main

import (
	"fmt"
	"io"
	"net"
	"os"
)

func main() {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	fmt.Println("listening on", ln.Addr())
	for {
		conn, err := ln.Accept()
		if err != nil {
			panic(err)
		}
		text, _ := io.ReadAll(conn)
		os.Stdout.Write(text)
		fmt.Fprintf(os.Stderr, "\n%s\n", text)
		conn.Write(text)
		conn.Close()
	}
}
`

// Nothing that a client sends, or that a server answers or prints, reaches the
// terminal raw, in any view.
func TestHostilePayloads(t *testing.T) {
	sent := payloads()
	if len(sent) < 200 {
		t.Fatalf("%d payloads, want 200", len(sent))
	}
	for _, part := range []int{4, 5} {
		t.Run(fmt.Sprint("part ", part), func(t *testing.T) {
			t.Parallel()
			o := options{columns: 130, rows: 120}
			if part == 4 {
				o.prepare = func(folder string) {
					name := filepath.Join(folder, "part4-security", "server", "main.go")
					if err := os.WriteFile(name, []byte(hostileServer), 0o600); err != nil {
						t.Fatal(err)
					}
				}
			}
			g := newGuide(t, o)
			g.WaitFor("Lessons read", "q quit")
			before := g.Written()
			g.serve(part, "")
			defer func() { checkClean(t, g.Raw()[before:]) }() // also if the test fails
			network, address := map[int]string{4: "tcp", 5: "unix"}[part], g.address()
			for _, payload := range sent {
				ask(t, network, address, payload+"\n")
			}
			ask(t, network, address, "the last one\n")
			g.WaitFor(`"the last one\n"`)
			g.lookEverywhere()
			g.checkSaved()
		})
	}
}

// ask sends text as a client from outside and reads the answer, if there is one.
func ask(t *testing.T, network, address, text string) {
	t.Helper()
	conn, err := net.Dial(network, address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(terminal.Patience))
	if _, err := io.WriteString(conn, text); err != nil {
		t.Fatal(err)
	}
	conn.(interface{ CloseWrite() error }).CloseWrite() // fails if the server has closed
	io.Copy(io.Discard, conn)                           // or reset the connection
}

// lookEverywhere pages through all messages in each view.
func (g *guide) lookEverywhere() {
	g.t.Helper()
	const last = `"the last one\n"`
	g.Press("z")
	g.WaitGone("server's output")
	g.pageThrough("#1     C>      connected", last)
	g.Press("t")
	g.WaitFor("list, hex")
	g.pageThrough("#1     C>      connected", last)
	g.Press("t", "v")
	g.WaitFor(", lanes")
	g.pageThrough("client #1 ", last)
	g.Press("v", "/")
	g.WaitFor(" search:")
	g.Type(`\x1b]52`)
	g.Press("enter")
	g.WaitFor("n: the next event")
	g.Press("n", "end", "z")
	g.WaitGone("events: ")
	g.pageThrough("listening on", "the last")
	g.Press("z")
	g.client() // its answer is on the last line
	g.Press("i")
	g.waitMatch(aClient + ">")
	g.Type("\u2067caf\u00e9") // pasted text
	g.waitMatch(aClient + "> .*caf\u00e9")
	g.Press("enter")
	g.waitMatch(`>#\d+ done`)
	g.Press("w")
	g.WaitFor("events saved in")
}

// pageThrough pages from the first row to the last.
func (g *guide) pageThrough(first, last string) {
	g.t.Helper()
	g.Press("home")
	g.WaitFor(first)
	for !g.Shows(last) {
		before := g.Screen()
		g.Press("pgdown")
		g.WaitUntil("another page", func(screen []string) bool {
			return !slices.Equal(screen, before)
		})
	}
}

// checkSaved checks that the saved messages are printable.
func (g *guide) checkSaved() {
	g.t.Helper()
	saved, _ := filepath.Glob(filepath.Join(g.home, "part*.md"))
	if len(saved) != 1 {
		g.t.Fatalf("saved: %q, want one file", saved)
	}
	text, err := os.ReadFile(saved[0])
	if err != nil {
		g.t.Fatal(err)
	}
	checkText(g.t, saved[0], strings.ReplaceAll(string(text), "\n", ""))
}

// written are the sequences that the guide itself writes after its first frame:
// move the cursor, clear a row or the screen, and colours, and the ends of underlined and reversed links.
var written = regexp.MustCompile(`\x1b\[(H|\d+;H|K|J|(0|1|3|4|7|24|27|9[0-7]|38;5;\d+|48;5;\d+|;)*m)`)

// checkClean checks that what was written is printable text and the guide's own
// sequences.
func checkClean(t testing.TB, raw []byte) {
	t.Helper()
	text := written.ReplaceAllString(string(raw), "")
	checkText(t, "the terminal", strings.NewReplacer("\r", "", "\n", "").Replace(text))
}

// checkText checks that everything in a text is visible.
func checkText(t testing.TB, where, text string) {
	t.Helper()
	for i, r := range text {
		_, size := utf8.DecodeRuneInString(text[i:])
		if r == utf8.RuneError && size == 1 || !unicode.IsPrint(r) ||
			unicode.In(r, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector) {
			t.Errorf("%s got %+q, in %+q", where, text[i:i+size],
				text[max(0, i-60):min(len(text), i+60)])
			return
		}
	}
}
