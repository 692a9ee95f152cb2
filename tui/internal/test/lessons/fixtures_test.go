//go:build linux

package lessons

import (
	"path"
	"reflect"
	"strings"
	"testing"

	"wallsockets/tui/internal/test/stagetest"
)

const fixtures = "tui/internal/test/lessons/testdata"

// A page with every mark runs to its end.
func TestWholePage(t *testing.T) {
	stagetest.SkipUnderRace(t, "the shells are other programs")
	t.Parallel()
	p, err := load(path.Join(fixtures, "whole.md"))
	if err != nil {
		t.Fatal(err)
	}
	if len(p.blocks) != 6 || len(p.byHand) != 1 {
		t.Errorf("%d blocks to run and %d by hand, want 6 and 1", len(p.blocks), len(p.byHand))
	}
	for _, tool := range p.tools() {
		stagetest.Need(t, tool)
	}
	if report, err := play(t, p.name, patience); err != nil {
		t.Errorf("%s%v", report, err)
	}
}

// A false page fails with the place and the reason.
func TestFalsePages(t *testing.T) {
	for name, want := range map[string]string{
		"wrong-line": ":6: it ended, and its terminal shows something else\n" +
			"    $ printf 'right\\nreally wrong\\n'\nexpected:\n    right\n -> wrong\n" +
			"got:\n    right\n    really wrong\n",
		"missing-line": ":10: nothing runs, and this did not come\n" +
			"    $ echo begin; nc -n -l 127.0.0.1 9998\nexpected:\n    begin\n    hello\n -> more\n" +
			"got:\n    begin\n    hello\n",
		"extra-line":   ":4: it ended, ",
		"other-value":  ":7: it ended, ",
		"no-end":       ":4: it does not end\n    $ cat\n",
		"no-silence":   ":4: it is to show nothing\n    $ echo begin; cat\nexpected:\ngot:\n    begin\n",
		"other-folder": ":3: the block ends in /tmp/gone (deleted)\n",
		"nothing-runs": ":7: the block does not begin with a command, and no program runs",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			stagetest.Need(t, "nc")
			page := path.Join(fixtures, name+".md")
			report, err := play(t, page, "1s")
			if err == nil || !strings.HasPrefix(report, page+want) {
				t.Errorf("%v, reported:\n%s\nwant an error that begins\n%s", err, report, page+want)
			}
		})
	}
}

// Marks that would have no effect are errors.
func TestFalseMarks(t *testing.T) {
	block := "```console\n$ echo 7\n7\n```\n"
	for text, want := range map[string]string{
		"<!-- by hand: -->\n" + block:                      "page:2: a block by hand needs a reason: <!-- by hand: REASON -->",
		"<!-- varies: 7 -->\n\n" + block:                   "page:2: a mark must stand right before its block",
		"<!-- varies 7 -->\n" + block:                      "page:1: a mark must stand right before its block",
		"<!-- varies: 8 -->\n" + block:                     "page:2: varies 8, which the block does not have",
		"<!-- varies: 7 -->\n```sh\n7\n```\n":              "page:2: only a console block has a mark",
		"```console\n```\n":                                "page:1: the block is empty",
		"text\n```console\n$ echo 'this is open\nyes\n```": "page:3: the command has no end",
	} {
		if _, err := parse("page", text); err == nil || err.Error() != want {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}

// Expected lines match those of a terminal.
func TestMatch(t *testing.T) {
	for _, test := range []struct {
		expected, lines, varies string // each separated by |
		more                    bool
		want                    values // nil if they do not match
	}{
		{"a|b", "a|b", "", false, values{}},
		{"a|b", "a", "", false, nil},
		{"a", "a|b", "", false, nil},
		{"a", "a|b", "", true, values{}},
		{"a|...|d", "a|b|c|d", "", false, values{}},
		{"...|b", "b|a|b", "", false, values{}},
		{"a|...", "a", "", false, values{}},
		{"a|...|b", "a", "", true, nil},
		{"p50=0.6 ms", "p50=17.25 ms", "0.6", false, values{"0.6": "17.25"}},
		{"p50=0.6 ms", "p50= ms", "0.6", false, nil},
		{"7 of 17", "3 of 17", "7", false, values{"7": "3"}},
		{"7 of 17", "3 of 18", "7", false, nil},
		{"7|7", "3|3", "7", false, values{"7": "3"}},
		{"7|7", "3|4", "7", false, nil},
		{"7 7", "3 4", "7", false, nil},
		{"...|at 7|7 is it", "at 3|at 4|4 is it", "7", false, values{"7": "4"}},
		{"10.0 and 10", "1.5 and 2", "10|10.0", false, values{"10.0": "1.5", "10": "2"}},
		{"a  b   7", "a b 3  ", "7", false, values{"7": "3"}},
		{"a\tb", "a b", "", false, nil},
	} {
		got, ok := match(split(test.expected), split(test.lines), split(test.varies), values{}, test.more)
		if ok != (test.want != nil) || ok && !reflect.DeepEqual(got, test.want) {
			t.Errorf("%q on %q: %v %v, want %v", test.expected, test.lines, got, ok, test.want)
		}
	}
	if got := fill("kill 7 17 8", []string{"7", "8"}, values{"7": "3"}); got != "kill 3 17 8" {
		t.Errorf("filled: %q", got)
	}
}

func split(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(text, "|")
}
