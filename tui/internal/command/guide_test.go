//go:build unix

package command

import (
	"io"
	"strings"
	"syscall"
	"testing"
)

// The plain guide works on pipes. A flag or a variable turns it on.
func TestPlain(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		arguments []string
		env       []string
		want      string
	}{
		{[]string{"--plain"}, nil, "\n6. php: the web"},
		{nil, []string{"ACCESSIBLE=1"}, "\n6. php: the web"},
		{[]string{"--plain", "--part", "part3"}, nil, "Part 3, threads: many clients"},
	} {
		j := prepare(t, root, test.env, test.arguments...)
		j.cmd.Stdin = strings.NewReader("q\n")
		j.begin()
		if code := j.exit(); code != 0 || j.errorText() != "" ||
			!strings.Contains(j.output.String(), test.want) {
			t.Errorf("%q %q: exit code %d, %q, %q; want %q", test.arguments, test.env,
				code, j.errorText(), j.output, test.want)
		}
	}
}

// However the plain guide ends, the programs that it has started end with it.
func TestPlainEnds(t *testing.T) {
	t.Parallel()
	for _, signal := range []syscall.Signal{
		0, syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT,
		syscall.SIGKILL,
	} {
		j := prepare(t, root, nil, "--plain", "--part", "5")
		in, err := j.cmd.StdinPipe()
		if err != nil {
			t.Fatal(err)
		}
		j.begin()
		if _, err := io.WriteString(in, "3\n1\n2\n"); err != nil {
			t.Fatal(err)
		}
		j.waitFor(j.output, ") asks")
		want := 0
		switch signal {
		case 0:
			in.Close()
		case syscall.SIGQUIT:
			want = 2 // Go's default: it prints the stacks
			j.signal(signal)
		case syscall.SIGKILL:
			want = -1
			j.signal(signal)
		default:
			j.signal(signal)
		}
		if code := j.exit(); code != want {
			t.Errorf("%v: exit code %d, want %d; %q", signal, code, want, j.errorText())
		}
		j.nothingLeft()
	}
}
