package report

import (
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"wallsockets/tui/internal/check"
	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/test/stagetest"
)

// samples are reports of every kind, with texts that a format must escape.
func samples() []check.Report {
	const odd = `a <b> & "c" # TODO ]]> \`
	failed := check.Report{Exercise: "3.2", Title: "Many & more", Seed: 7, Program: "./server <port>",
		Millis: 1234, InScript: 4, Steps: []check.Step{
			{Title: "one", State: check.Passed, Millis: 12},
			{Title: "two", State: check.Skipped, Reason: "needs Linux # really"},
			{Title: odd, State: check.Failed, Millis: 1100},
			{Title: "four", State: check.NotReached}},
		Finding: &check.Finding{Name: "one-read", Step: odd, Happened: "ok 42 came: " + odd,
			Want: `"a\n"`, Got: `"b"`, Cause: "not ok 1", Next: "ok 99",
			Output: []string{"ok 5", odd}, Errors: []string{"1..9", "Bail out!"}}}
	passed := check.Report{Exercise: "1.1", Title: "Pieces", Passed: true, Millis: 5, InScript: 2,
		Steps: []check.Step{{Title: "one", State: check.Passed}, {Title: "two", State: check.Passed}}}
	broken := check.Report{Exercise: "5.1", Title: "Modes", Error: "Bail out! there is no <compiler> # at all"}
	none := check.New(nil, "").NotStarted(course.Exercise{Stage: course.Stages[0], Number: 2, Title: "Two"}, 1)
	none.InScript = 5
	return []check.Report{passed, failed, broken, none}
}

// element is any XML element.
type element struct {
	XMLName  xml.Name
	Attrs    []xml.Attr `xml:",any,attr"`
	Children []element  `xml:",any"`
}

func (e element) names() string {
	var names []string
	for _, child := range e.Children {
		names = append(names, child.XMLName.Local)
	}
	return strings.Join(names, " ")
}

func (e element) attr(name string) string {
	for _, attr := range e.Attrs {
		if attr.Name.Local == name {
			return attr.Value
		}
	}
	return ""
}

// The XML follows the rules of the public schema for Ant's JUnit task: which
// elements and attributes there must be, their order and their types.
func TestJUnitFollowsTheSchema(t *testing.T) {
	var text strings.Builder
	if err := JUnit(&text, samples()); err != nil {
		t.Fatal(err)
	}
	var root element
	if err := xml.Unmarshal([]byte(text.String()), &root); err != nil {
		t.Fatal(err)
	}
	if root.XMLName.Local != "testsuites" || len(root.Attrs) > 0 || len(root.Children) != 4 {
		t.Errorf("<%s> with %d attributes has %s, want a bare <testsuites> with 4",
			root.XMLName.Local, len(root.Attrs), root.names())
	}
	for i, s := range root.Children {
		if shape := regexp.MustCompile(`^properties( testcase)* system-out system-err$`); !shape.MatchString(s.names()) {
			t.Errorf("the elements of a suite are %q", s.names())
		}
		attributes(t, s, map[string]string{"name": `\S.*`, "package": `\S+`, "id": strconv.Itoa(i),
			"timestamp": `\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d`, "hostname": `\S+`, "tests": `\d+`,
			"failures": `\d+`, "errors": `\d+`, "skipped": `\d+`, "time": `\d+\.\d+`})
		counts := map[string]int{}
		for _, p := range s.Children[0].Children {
			attributes(t, p, map[string]string{"name": `\S+`, "value": `.*`})
		}
		for _, c := range s.Children[1 : len(s.Children)-2] {
			counts["tests"]++
			attributes(t, c, map[string]string{"name": `\S.*`, "classname": `\S.*`, "time": `\d+\.\d+`})
			switch kind := c.names(); kind {
			case "failure", "error":
				attributes(t, c.Children[0], map[string]string{"message": `.+`, "type": `\S+`})
				counts[kind+"s"]++
			case "skipped":
				counts[kind]++
			case "":
			default:
				t.Errorf("a case has %q, want one of failure, error or skipped", kind)
			}
		}
		for _, name := range []string{"tests", "failures", "errors", "skipped"} {
			if s.attr(name) != strconv.Itoa(counts[name]) {
				t.Errorf("suite %d says %s=%s, has %d", i, name, s.attr(name), counts[name])
			}
		}
	}
	if !strings.Contains(root.Children[1].Children[3].Children[0].attr("message"), `]]> \`) {
		t.Errorf("the message of a failure is lost: %s", text.String())
	}
}

// attributes checks that an element has exactly these attributes.
func attributes(t *testing.T, e element, want map[string]string) {
	t.Helper()
	for name, pattern := range want {
		if !regexp.MustCompile(`^` + pattern + `$`).MatchString(e.attr(name)) {
			t.Errorf("<%s %s=%q>, want %s", e.XMLName.Local, name, e.attr(name), pattern)
		}
	}
	if len(e.Attrs) != len(want) {
		t.Errorf("<%s> has %d attributes, want %d", e.XMLName.Local, len(e.Attrs), len(want))
	}
}

// Perl's TAP::Parser counts what the reports have, whatever the texts say.
func TestTAPWithAPublicParser(t *testing.T) {
	prove := stagetest.Need(t, "prove")
	name := filepath.Join(t.TempDir(), "results.tap")
	file, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	if err := TAP(file, samples()); err != nil || file.Close() != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(prove, "--verbose", "--directives", name).CombinedOutput()
	text := string(out)
	if err == nil {
		t.Error("prove is content, though some have failed")
	}
	for _, want := range []string{"Tests: 8 Failed: 4)", "Failed tests:  5-8", "needs Linux"} {
		if !strings.Contains(text, want) {
			t.Errorf("prove does not print %q: %s", want, text)
		}
	}
	for _, bad := range []string{"Parse errors", "TODO passed"} {
		if strings.Contains(text, bad) {
			t.Errorf("prove prints %q: %s", bad, text)
		}
	}
	if out, err := provePassed(t, prove); err != nil {
		t.Errorf("prove of what has passed: %v, %s", err, out)
	}
}

func provePassed(t *testing.T, prove string) ([]byte, error) {
	name := filepath.Join(t.TempDir(), "passed.tap")
	var text strings.Builder
	if err := TAP(&text, samples()[:1]); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return exec.Command(prove, name).CombinedOutput()
}

// Each step that passed is a point; one that was skipped is none to be had.
func TestGradescope(t *testing.T) {
	var text strings.Builder
	if err := Gradescope(&text, samples()); err != nil {
		t.Fatal(err)
	}
	var results gradescope
	decoder := json.NewDecoder(strings.NewReader(text.String()))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&results); err != nil || len(results.Tests) != 4 {
		t.Fatalf("%v, %s", err, text.String())
	}
	for i, want := range []struct {
		score, most float64
		status      string
	}{{2, 2, "passed"}, {1, 3, "failed"}, {0, 1, "failed"}, {0, 5, "failed"}} {
		got := results.Tests[i]
		if got.Score != want.score || got.MaxScore != want.most || got.Status != want.status || got.Output == "" {
			t.Errorf("%d: %+v, want %+v", i, got, want)
		}
	}
}

// students returns three, read as rollup reads them.
func students(t *testing.T) []Student {
	t.Helper()
	var all []Student
	for name, reports := range map[string][]check.Report{
		"anna": samples()[:1], "=ben()": samples(), "carl\x1b[2J": samples()[1:2],
	} {
		var text strings.Builder
		for _, r := range append(reports, reports...) { // checked twice
			line, err := json.Marshal(r)
			if err != nil {
				t.Fatal(err)
			}
			text.Write(append(line, '\n'))
		}
		s, err := ReadStudent(name, strings.NewReader(text.String()))
		if err != nil || len(s.Reports) != len(reports) {
			t.Fatalf("%s: %d reports, %v, want %d", name, len(s.Reports), err, len(reports))
		}
		all = append(all, s)
	}
	slices.SortFunc(all, func(a, b Student) int { return strings.Compare(a.Name, b.Name) })
	return all
}

func TestRollup(t *testing.T) {
	var table, rows strings.Builder
	if err := RollupTable(&table, students(t)); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`(?m)^=ben\(\) +1 of 4 +1\.2 +not-started +1\.2 3\.2 5\.1$`, `(?m)^anna +1 of 1 +- +- *$`,
		`(?m)^carl\\x1b\[2J +0 of 1 +3\.2 +one-read +3\.2$`,
		`(?m)^finding .*\none-read +3\.2 +2 +=ben\(\) carl\\x1b\[2J\ncould-not-run +5\.1 +1 +=ben\(\)\n$`,
	} {
		if !regexp.MustCompile(want).MatchString(table.String()) {
			t.Errorf("no line like %q in\n%s", want, table.String())
		}
	}
	if err := RollupCSV(&rows, students(t)); err != nil {
		t.Fatal(err)
	}
	all, err := csv.NewReader(strings.NewReader(rows.String())).ReadAll()
	if err != nil || len(all) != 1+4+1+1 {
		t.Fatalf("%d rows, %v: %s", len(all), err, rows.String())
	}
	want := []string{"'=ben()", "3.2", "Many & more", "false", "one-read", samples()[1].Finding.Step,
		"1", "4", "1234", "7"}
	if !slices.Equal(all[3], want) {
		t.Errorf("row %q, want %q", all[3], want)
	}
}

func TestReadStudentRefuses(t *testing.T) {
	for _, text := range []string{"{", `{"number":1}`, "[]", "passed"} {
		if _, err := ReadStudent("anna", strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), "anna") {
			t.Errorf("%q: %v, want an error that names the student", text, err)
		}
	}
	if s, err := ReadStudent("anna", strings.NewReader("")); err != nil || len(s.Reports) > 0 {
		t.Errorf("an empty file: %+v, %v", s, err)
	}
}

// A full disk is an error, in every format.
func TestWriteErrors(t *testing.T) {
	for name, write := range map[string]func(w io.Writer, reports []check.Report) error{
		"junit": JUnit, "tap": TAP, "gradescope": Gradescope,
		"text": func(w io.Writer, reports []check.Report) error { return Text(w, reports[1]) },
	} {
		if write(fullDisk{}, samples()) == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, os.ErrInvalid }
