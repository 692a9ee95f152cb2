package unixsocket

import (
	"flag"
	"io"
	"strings"
	"testing"
)

func TestModeSet(t *testing.T) {
	tests := []struct {
		text string
		want Mode
		err  string
	}{
		{"0600", 0o600, ""},
		{"660", 0o660, ""},
		{"0666", 0o666, ""},
		{"0777", 0o777, ""},
		{"", 0, "octal"},
		{"0", 0, "locks out the owner"},
		{"0400", 0, "locks out the owner"},
		{"0200", 0, "locks out the owner"},
		{"0066", 0, "locks out the owner"},
		{"01777", 0, "above 0777"},
		{"4660", 0, "above 0777"},
		{"0680", 0, "octal"},
		{"-0600", 0, "octal"},
		{"0o600", 0, "octal"},
		{"0600 ", 0, "octal"},
		{"rw-rw----", 0, "octal"},
		{"77777777777777777777777", 0, "octal"},
	}
	for _, test := range tests {
		var got Mode
		err := got.Set(test.text)
		if got != test.want || !matches(err, test.err) {
			t.Errorf("Set(%q) = %v, %v, want %v, %q",
				test.text, got, err, test.want, test.err)
		}
	}
}

func TestModeIsAFlag(t *testing.T) {
	var help strings.Builder
	flags := flag.NewFlagSet("server", flag.ContinueOnError)
	flags.SetOutput(&help)
	mode := Mode(0o600)
	flags.Var(&mode, "mode", "`permissions` of the socket file")

	flags.PrintDefaults()
	if !strings.Contains(help.String(), "(default 0600)") {
		t.Errorf("help says %q, want the default in it", help.String())
	}
	flags.SetOutput(io.Discard)
	if err := flags.Parse([]string{"-mode", "0660"}); err != nil {
		t.Fatal(err)
	}
	if mode != 0o660 {
		t.Errorf("-mode 0660 gives %v", mode)
	}
	if err := flags.Parse([]string{"-mode", "9"}); err == nil || mode != 0o660 {
		t.Errorf("-mode 9 gives %v, error %v; want an error, 0660", mode, err)
	}
}
