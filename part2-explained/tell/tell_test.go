//go:build unix

package tell

import (
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/sys/unix"
)

func TestOutcome(t *testing.T) {
	tests := []struct {
		result int
		err    error
		want   string
	}{
		{0, nil, "0"},
		{18, nil, "18"},
		{-1, unix.EADDRINUSE, "-1 EADDRINUSE (address already in use)"},
		{0, unix.ECONNREFUSED, "-1 ECONNREFUSED (connection refused)"},
		{-1, fmt.Errorf("read: %w", unix.EINTR),
			"-1 EINTR (interrupted system call)"},
		{-1, unix.Errno(9999), "-1 errno 9999 (errno 9999)"},
		{-1, errors.New("no errno"), "-1 (no errno)"},
	}
	for _, test := range tests {
		got := outcome(test.result, test.err)
		if got != test.want {
			t.Errorf("outcome(%d, %v) = %q, want %q",
				test.result, test.err, got, test.want)
		}
	}
}

func TestQuote(t *testing.T) {
	tests := []struct{ data, want string }{
		{"", `""`},
		{"hello\n", `"hello\n"`},
		{"\x1b[2J", `"\x1b[2J"`},
		{"a\x00b\x7f\x9b\xff", `"a\x00b\x7f\x9b\xff"`},
		{"\u009b2J\u202e", `"\u009b2J\u202e"`},
		{`"\`, `"\"\\"`},
		{strings.Repeat("a", 38), `"` + strings.Repeat("a", 38) + `"`},
		{strings.Repeat("a", 39), `"` + strings.Repeat("a", 38) + `"...`},
		{strings.Repeat("a", 255), `"` + strings.Repeat("a", 38) + `"...`},
		{strings.Repeat("\x1b", 255),
			`"` + strings.Repeat(`\x1b`, 9) + `"...`},
		{strings.Repeat("é", 30), `"` + strings.Repeat("é", 19) + `"...`},
		{"a" + strings.Repeat("é", 30),
			`"a` + strings.Repeat("é", 18) + `"...`},
	}
	for _, test := range tests {
		got := Quote([]byte(test.data))
		if got != test.want {
			t.Errorf("Quote(%q) = %s, want %s", test.data, got, test.want)
		}
	}
}

// Whatever the other side sends, Quote returns nothing that controls a
// terminal, and the call still fits on a line.
func FuzzQuote(f *testing.F) {
	for c := range 256 {
		f.Add([]byte{byte(c)})
	}
	f.Add([]byte("\x1b]0;title\a\u202e\u2028\xc2\x9b\xe2\x82"))
	f.Add([]byte(strings.Repeat("\x1b[2J€", 60)))
	f.Fuzz(func(t *testing.T, data []byte) {
		got := Quote(data)
		for _, r := range got {
			if !unicode.IsPrint(r) {
				t.Errorf("Quote(%q) = %s holds %U", data, got, r)
			}
		}
		if limit := quoteLength + len("..."); len(got) > limit {
			t.Errorf("Quote(%q) has %d bytes, want at most %d",
				data, len(got), limit)
		}
	})
}

func TestSockaddrIn(t *testing.T) {
	family := binary.NativeEndian.AppendUint16(nil, unix.AF_INET)
	tests := []struct {
		goos    string
		port    int
		ip      [4]byte
		want    string
		members string
	}{
		{"linux", 9998, [4]byte{127, 0, 0, 1},
			fmt.Sprintf("% x", family) + " 27 0e 7f 00 00 01" + zeros,
			"sin_family sin_port sin_addr sin_zero"},
		{"darwin", 9998, [4]byte{127, 0, 0, 1},
			"10 02 27 0e 7f 00 00 01" + zeros,
			"sin_len sin_family sin_port sin_addr sin_zero"},
		{"freebsd", 80, [4]byte{192, 168, 1, 255},
			"10 02 00 50 c0 a8 01 ff" + zeros,
			"sin_len sin_family sin_port sin_addr sin_zero"},
		{"linux", 65535, [4]byte{},
			fmt.Sprintf("% x", family) + " ff ff 00 00 00 00" + zeros,
			"sin_family sin_port sin_addr sin_zero"},
	}
	for _, test := range tests {
		address := &unix.SockaddrInet4{Port: test.port, Addr: test.ip}
		var data []byte
		var names []string
		for _, f := range sockaddrIn(test.goos, address) {
			data = append(data, f.bytes...)
			names = append(names, f.name)
		}
		if got := fmt.Sprintf("% x", data); got != test.want {
			t.Errorf("sockaddrIn(%q, %s) has the bytes\n%s, want\n%s",
				test.goos, Address(address), got, test.want)
		}
		if got := strings.Join(names, " "); got != test.members {
			t.Errorf("sockaddrIn(%q, %s) has the members %s, want %s",
				test.goos, Address(address), got, test.members)
		}
	}
}

// zeros is the end of every dump: sin_zero.
const zeros = " 00 00 00 00 00 00 00 00"

func TestSockaddrInFitsTheTerminal(t *testing.T) {
	address := &unix.SockaddrInet4{
		Port: 65535, Addr: [4]byte{255, 255, 255, 255}}
	for _, goos := range []string{"linux", "darwin"} {
		for _, f := range sockaddrIn(goos, address) {
			if line := indent([]string{f.line()}); len(line) > 80 {
				t.Errorf("on %s, %d columns: %s", goos, len(line)-1, line)
			}
		}
	}
}

func TestAddress(t *testing.T) {
	tests := []struct {
		addr unix.Sockaddr
		want string
	}{
		{&unix.SockaddrInet4{Port: 9998, Addr: [4]byte{127, 0, 0, 1}},
			"127.0.0.1:9998"},
		{&unix.SockaddrInet4{}, "0.0.0.0:0"},
		{&unix.SockaddrUnix{Name: "/tmp/x"}, "(no IPv4 address)"},
		// What accept returns together with an error.
		{nil, "(no IPv4 address)"},
	}
	for _, test := range tests {
		if got := Address(test.addr); got != test.want {
			t.Errorf("Address(%v) = %s, want %s", test.addr, got, test.want)
		}
	}
}

func TestLookUp(t *testing.T) {
	tests := []struct{ host, want string }{
		{"127.0.0.1", "127.0.0.1"},
		{"localhost", "127.0.0.1"},
	}
	for _, test := range tests {
		got, err := LookUp(test.host)
		if err != nil || got.String() != test.want {
			t.Errorf("LookUp(%q) = %v, %v, want %s",
				test.host, got, err, test.want)
		}
	}
	for _, host := range []string{"", "::1"} {
		if got, err := LookUp(host); err == nil {
			t.Errorf("LookUp(%q) = %v, want an error", host, got)
		}
	}
}
