package script

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// text expands a text with some variables.
func text(t *testing.T, from Text) string {
	t.Helper()
	value, err := from.Expand(func(name string) (string, bool) {
		value, ok := map[string]string{"port": "8080", "w": "Whale"}[name]
		return value, ok
	}, map[string][]byte{"list.txt": []byte("a 1\n")})
	if err != nil {
		t.Fatal(err)
	}
	return value
}

func TestTexts(t *testing.T) {
	for source, want := range map[string]string{
		`"\n\r\t\0\e\\\"\{\}\x2a"`: "\n\r\t\x00\x1b\\\"{}*",
		`"a"*3 "\n"`:               "aaa\n",
		`"{w} "*2`:                 "Whale Whale ",
		`@list.txt "end"`:          "a 1\nend",
		`"{port:be16}"`:            "1f 90",
		`"{port:le16}"`:            "90 1f",
		`"{port:swap16}"`:          "36895",
		`"{w:upper:length}"`:       "5",
		`"{w:lower:hex}"`:          "7768616c65",
		`"{w:quoted}"`:             `"Whale"`,
		`"" # nothing`:             "",
	} {
		got, err := tokens(source)
		if err != nil || len(got) != 1 {
			t.Errorf("%s: %d tokens, %v", source, len(got), err)
			continue
		}
		if value := text(t, got[0].text); value != want {
			t.Errorf("%s is %q, want %q", source, value, want)
		}
	}
	if got := text(t, Braces("{x {port}}{PORT} {w")); got != "{x 8080}{PORT} {w" {
		t.Errorf("a command line became %q", got)
	}
}

// A mistake is reported with the file, the line and what is wanted instead.
func TestMistakes(t *testing.T) {
	for source, want := range map[string]string{
		"":                                   "x:1: want at least one step",
		"step":                               "x:1: want what the program must do after step",
		"step a":                             "x:1: the step does nothing",
		"step a\nbegin":                      `x:2: there is no verb "begin"`,
		"begin 7\nstep a":                    `x:1: there is no setting "begin"`,
		"patience 2\nstep a":                 "x:1: patience: want a time up to 1m such as 200ms or 2s, got 2",
		"step a\nsend hello":                 "x:2: want text in quotes, got hello",
		"step a\nsend \"a\"*N":               `x:2: want a number from 1 to 99999999 after "a"*, got "N"`,
		"step a\nsend \"a\"*0 \"b\"":         `x:2: want a number from 1 to 99999999 after "a"*, got "0"`,
		"step a\nsend \"a\"*100000000":       `x:2: want a number from 1 to 99999999 after "a"*, got "100000000"`,
		"step a\nsend A":                     "x:2: want text in quotes at the end",
		"step a\nsend \"hello":               "x:2: the quote does not end",
		"step a\nsend \"\\q\"":               "x:2: there is no escape",
		"step a\nsend \"{\"":                 "x:2: want a variable such as {port}",
		"step a\nsend \"{w:loud}\"":          `x:2: there is no filter "loud"`,
		"step a\nexpect-line like \"a\"":     "x:2: want a test",
		"step a\nexpect-line matches \"(\"":  "x:2: \"(\" is no regular expression",
		"step a\nat once many {\n}":          "x:2: want a number, got many",
		"step a\nat once 5 {\nstart":         "x:3: the block of line 2 does not end",
		"step a\nat once 5 {\nstart\nstep b": "x:4: the block of line 2 does not end",
		"step a\nstart\n}":                   "x:3: the brace ends no block",
		"step a\nmode f 0999":                "x:2: want a mode such as 0600, got 0999",
		"step a\nsignal STAIN":               "x:2: want one of TERM",
		"step a\nstart now":                  "x:2: want nothing more, got now",
		"step a\nlet X word":                 "x:2: want a variable's name in lower case",
		"step a\nstart\ncause One read":      "x:3: want a finding's name such as one-read",
		"step a\nstart\ncause x\nsay b":      "x:4: the cause of line 3 needs if, say and try",
		"step a\nstart\ncause x\nif it is 7": "x:4: if: want got, all, sent",
		"uses part2-explained\nstep a":       "x:1: uses: want a program such as part2-explained/server",
	} {
		_, err := Parse("x", []byte(source))
		if err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%q: %v, want %s", source, err, want)
		}
	}
	deep := "step a\n" + strings.Repeat("repeat 2 {\n", 9) + strings.Repeat("}\n", 9)
	if _, err := Parse("x", []byte(deep)); err == nil || !strings.Contains(err.Error(), "nested") {
		t.Errorf("deep blocks: %v", err)
	}
}

func TestParse(t *testing.T) {
	s, err := Parse("x", []byte(`
arguments {path} -q
memory 64 MiB
let w word
cause everywhere
	if end is reset
	say a
	say b {port}
	try c
step first # not a comment in a title
	limit descriptors 64
	start
	repeat 2 {
		at once 3 {
			connect C{i}
		}
		try connect into queue within 300ms
	}
	send C1 "x"
	cause here
		if got empty
		if output not has "y"
		say d
		try e
		see page#part
-- list.txt --
a 1
`))
	if err != nil {
		t.Fatal(err)
	}
	step := s.Steps[0]
	if len(s.Arguments) != 2 || s.Memory != 64<<20 || len(s.Lets) != 1 || len(s.Causes) != 1 ||
		len(step.Actions) != 4 || len(step.Causes) != 1 || len(s.Files) != 1 {
		t.Errorf("read %+v", s)
	}
	if outer := step.Actions[2]; len(outer.Block) != 2 || len(outer.Block[0].Block) != 1 ||
		outer.Block[1].Verb != "try" || outer.Line != 13 {
		t.Errorf("the blocks are %+v", outer)
	}
	if got := text(t, s.Causes[0].Say); got != "a b 8080" {
		t.Errorf("the sentence is %q", got)
	}
	if got := step.Causes[0]; len(got.If) != 2 || !got.If[1].Test.Not || got.See != "page#part" {
		t.Errorf("the cause is %+v", got)
	}
}

// Any text is read or refused, with the line, and what was read can be expanded.
func FuzzParse(f *testing.F) {
	names, err := filepath.Glob("../../../../part*/exercises/*/check.txt")
	if err != nil || len(names) == 0 {
		f.Fatalf("there are no checks: %v", err)
	}
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := Parse("x", data)
		if err != nil {
			if !strings.HasPrefix(err.Error(), "x:") {
				t.Errorf("the error has no place: %v", err)
			}
			return
		}
		for _, step := range s.Steps {
			for _, a := range step.Actions {
				// What is missing or too long is an error, not a panic.
				_, _ = a.Data.Expand(func(string) (string, bool) { return "7", true }, s.Files)
			}
		}
	})
}
