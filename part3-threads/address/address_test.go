package address

import (
	"flag"
	"io"
	"net"
	"runtime"
	"strings"
	"testing"
	"time"
)

func TestHostFlag(t *testing.T) {
	for _, test := range []struct {
		arguments []string
		want      string // empty: wrong usage
	}{
		{nil, "127.0.0.1"},
		{[]string{"-host", "::1"}, "::1"},
		{[]string{"-host=localhost"}, "localhost"},
		{[]string{"-host", ""}, ""},
		{[]string{"-host="}, ""},
	} {
		flags := flag.NewFlagSet("", flag.ContinueOnError)
		flags.SetOutput(io.Discard)
		host := HostFlag(flags)
		err := flags.Parse(test.arguments)
		if err == nil && *host != test.want || (err == nil) != (test.want != "") {
			t.Errorf("%q: %q, %v, want %q", test.arguments, *host, err, test.want)
		}
		if err != nil && !strings.Contains(err.Error(), "variable") {
			t.Errorf("%q: %v does not name what may be wrong", test.arguments, err)
		}
	}
}

func TestNetwork(t *testing.T) {
	for host, want := range map[string]string{
		"127.0.0.1": "tcp", "0.0.0.0": "tcp4", "::": "tcp", "::1": "tcp", "[::]": "tcp", "localhost": "tcp",
	} {
		if got := Network(host); got != want {
			t.Errorf("Network(%q) = %q, want %q", host, got, want)
		}
	}
}

func TestJoin(t *testing.T) {
	for host, want := range map[string]string{
		"127.0.0.1": "127.0.0.1:80", "::1": "[::1]:80", "[::1]": "[::1]:80",
		"[fe80::1%lo]": "[fe80::1%lo]:80", "localhost": "localhost:80",
	} {
		if got := Join(host, "80"); got != want {
			t.Errorf("Join(%q) = %q, want %q", host, got, want)
		}
	}
}

// The advice fits the reason.
func TestAdvise(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has other error numbers, and no advice")
	}
	busy, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer busy.Close()
	_, port, _ := net.SplitHostPort(busy.Addr().String())
	const nobody = "1" // one that was free a moment ago another program might have by now
	listen := func(host, port string) error {
		ln, err := net.Listen(Network(host), Join(host, port))
		if err == nil {
			ln.Close()
		}
		return err
	}
	dial := func(host, port string, patience time.Duration) error {
		conn, err := net.DialTimeout("tcp", Join(host, port), patience)
		if err == nil {
			conn.Close()
		}
		return err
	}
	for _, test := range []struct {
		name string
		err  error
		want string
	}{
		{"a port in use", listen("127.0.0.1", port), "try another port (0: any free one) or -host"},
		{"another machine's address", listen("192.0.2.1", "0"), "-host wants an address of this machine"},
		{"no such name to listen on", listen("no-such-host.invalid", "0"), "check the host's name or use its IP address"},
		{"no server", dial("127.0.0.1", nobody, time.Minute), "is the server running there?"},
		{"no such name", dial("no-such-host.invalid", "80", time.Minute), "check the host's name or use its IP address"},
		{"no answer", dial("127.0.0.1", port, time.Nanosecond), "drops what is sent there"},
	} {
		if test.err == nil {
			t.Errorf("%s: no error", test.name)
			continue
		}
		got := Advise(test.err).Error()
		if !strings.HasSuffix(got, test.want) || strings.Count(got, ";") != 1 {
			t.Errorf("%s: %q, want %q at the end", test.name, got, test.want)
		}
	}
	if other := io.ErrUnexpectedEOF; Advise(other) != other {
		t.Error("there is advice for an error that says all that is known")
	}
}
