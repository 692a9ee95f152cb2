//go:build linux

package promise

import (
	"bytes"
	"io"
	"math/rand/v2"
	"net"
	"time"
)

// script is a connection whose client is a text. It sends the text in pieces and
// keeps the answers. Its deadlines never expire, so a conversation takes no time
// and a test can have millions.
type script struct {
	text    []byte
	pieces  *rand.Rand // decides how much one read returns
	answers bytes.Buffer
}

func (s *script) Read(buffer []byte) (int, error) {
	if len(s.text) == 0 {
		return 0, io.EOF
	}
	most := min(len(buffer), len(s.text))
	if s.pieces.IntN(4) == 0 {
		most = 1 + s.pieces.IntN(min(most, 20))
	}
	n := copy(buffer[:most], s.text)
	s.text = s.text[n:]
	return n, nil
}

func (s *script) Write(answer []byte) (int, error) { return s.answers.Write(answer) }

func (s *script) Close() error                     { return nil }
func (s *script) SetDeadline(time.Time) error      { return nil }
func (s *script) SetReadDeadline(time.Time) error  { return nil }
func (s *script) SetWriteDeadline(time.Time) error { return nil }
func (s *script) LocalAddr() net.Addr              { return &net.UnixAddr{Net: "unix"} }
func (s *script) RemoteAddr() net.Addr             { return &net.UnixAddr{Net: "unix"} }

// scraps are the pieces that hostile clients are made of.
var scraps = [][]byte{
	[]byte("the"), []byte("quick"), []byte("whale"), []byte("don't"), []byte("re-read"),
	[]byte(" "), []byte("\n"), []byte("\r\n"), []byte("\r"), []byte("\t"), []byte("\x00"),
	[]byte("\x1b[2J"), []byte("\x1b]52;c;aGk=\a"), []byte("\u202e"), []byte("\u009b2J"),
	[]byte("\xff"), []byte("\xc0\x80"), []byte("\xf0\x9f\x90"), []byte("\u2028"), []byte("é"),
	[]byte("İ"), []byte("ß"), []byte("语"), []byte("'"), []byte("-"), []byte("\u0301"),
	[]byte("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"), []byte("POST"), []byte("HTTP/"),
	[]byte("*"), []byte("$"), []byte("*1\r\n$4\r\nPING\r\n"), []byte("*-1\r\n"), []byte("$-1\r\n"),
	[]byte("*1000000000\r\n"), []byte("$99999999999999999999\r\n"), []byte("+OK\r\n"), []byte("#"),
	[]byte("%s%n"), []byte("<script>"), bytes.Repeat([]byte("x"), 300),
	bytes.Repeat([]byte("語"), 1400), bytes.Repeat([]byte("a b "), 1100),
}

// mutate changes a text in one to four places.
func mutate(random *rand.Rand, text []byte) []byte {
	for range 1 + random.IntN(4) {
		at := random.IntN(len(text) + 1)
		end := min(len(text), at+random.IntN(8))
		switch random.IntN(5) {
		case 0: // one byte changes
			if at < len(text) {
				text[at] = byte(random.Uint32())
			}
		case 1: // some bytes are missing
			text = append(text[:at], text[end:]...)
		case 2: // the text is truncated
			text = text[:at]
		case 3: // some bytes come twice
			text = append(text[:end:end], text[at:]...)
		case 4: // something else is inserted
			scrap := scraps[random.IntN(len(scraps))]
			text = append(append(text[:at:at], scrap...), text[at:]...)
		}
	}
	return text
}

// hostileLine is what a hostile client may send instead of a line of words.
func hostileLine(random *rand.Rand) []byte {
	var line []byte
	for range random.IntN(6) {
		line = append(line, scraps[random.IntN(len(scraps))]...)
	}
	if random.IntN(2) == 0 {
		line = mutate(random, line)
	}
	return append(line, '\n')
}
