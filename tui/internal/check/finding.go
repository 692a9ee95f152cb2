package check

import (
	"fmt"
	"strings"

	"wallsockets/tui/internal/check/script"
	"wallsockets/tui/internal/printable"
)

// shownBytes is how many bytes of a message a finding shows.
const shownBytes = 240

// finding describes a failure to the learner.
func (r *run) finding(sc *scope, f *failure, step *script.Step, title string) (*Finding, error) {
	r.letEnd(f)
	finding := &Finding{Name: f.problem, Step: title,
		Place: fmt.Sprintf("%s:%d", r.script.Name, f.action.Line),
		Line:  f.action.Source, Happened: f.text, Want: f.want, Conn: f.conn, Sent: f.said,
		Cause: general[f.problem][0], Next: general[f.problem][1],
		Lesson: r.script.See, Lab: r.script.Lab,
		WantBytes: f.bytes, GotBytes: f.got, Events: r.recording.From(0)}
	if f.problem == "no-listener" && r.submitted.attach != "" {
		finding.Cause = "Nothing listens at " + r.submitted.attach + "."
		finding.Next = "Start your server there, or give --attach its address."
	}
	if f.conn == 0 {
		finding.Sent = sc.said()
	}
	if f.hasGot && (f.want != "" || len(f.got) > 0) { // otherwise there is nothing to compare
		finding.Got = brief(f.got)
	}
	if f.bytes != nil {
		finding.Want, finding.Got = beside(f.bytes, f.got)
	}
	if p := r.program(""); p != nil {
		finding.Output = lastLines(p.output.text(stdout), 10)
		finding.Errors = lastLines(p.output.text(stderr), 10)
	}
	if finding.Output == nil && finding.Errors == nil {
		finding.Next = strings.Replace(finding.Next, readErrors, printErrors, 1)
	}
	cause, err := r.explain(sc, f, step)
	if err != nil || cause == nil {
		return finding, err
	}
	finding.Name = cause.Name
	if cause.See != "" {
		finding.Lesson = cause.See
	}
	if cause.Lab != "" {
		finding.Lab = cause.Lab
	}
	inner := *sc
	inner.vars = map[string]string{"got": brief(f.got), "want": f.want, "value": f.value}
	for name, value := range sc.vars {
		inner.vars[name] = value
	}
	if finding.Cause, err = inner.expand(cause.Say); err == nil {
		finding.Next, err = inner.expand(cause.Try)
	}
	finding.Cause = printable.Text([]byte(finding.Cause))
	finding.Next = printable.Text([]byte(finding.Next))
	return finding, err
}

// manyBytes is how many times a byte comes in a row before a finding counts it
// instead.
const manyBytes = 16

// brief quotes bytes, the first of them if there are many. It counts a byte that is
// repeated: "HELLO\n" + "\x00" × 243.
func brief(data []byte) string { return briefOf(data, len(data)) }

// briefOf does the same if data is only the beginning of so many bytes.
func briefOf(data []byte, size int) string {
	var parts []string
	rest, room := data, shownBytes
	for len(rest) > 0 && room > 0 {
		n := min(varied(rest), room)
		room -= max(n, 1)
		text := printable.Quote(rest[:n])
		if n == 0 {
			n = repeated(rest)
			text = fmt.Sprintf("%s × %d", printable.Quote(rest[:1]), n)
		}
		parts, rest = append(parts, text), rest[n:]
	}
	if parts == nil {
		return printable.Quote(nil)
	}
	return strings.Join(parts, " + ") + printable.More(len(rest)+size-len(data))
}

// repeated returns how many times the first byte comes in a row.
func repeated(data []byte) int {
	n := 1
	for n < len(data) && data[n] == data[0] {
		n++
	}
	return n
}

// varied returns how many bytes come before one that is repeated too often to show
// each.
func varied(data []byte) int {
	at := 0
	for at < len(data) && repeated(data[at:]) < manyBytes {
		at += repeated(data[at:])
	}
	return at
}

// beside quotes what was expected and what came. Of long ones it shows the part
// around the first difference, and where that is.
func beside(want, got []byte) (string, string) {
	at := 0
	for at < len(want) && at < len(got) && want[at] == got[at] {
		at++
	}
	from := 0
	if at > shownBytes/2 {
		from = at - shownBytes/4
	}
	show := func(data []byte) string {
		if from >= len(data) && from > 0 {
			return fmt.Sprintf("%d bytes, the same so far", len(data))
		}
		text := brief(data[from:])
		if from > 0 {
			text = fmt.Sprintf("from byte %d on: %s", from, text)
		}
		return text
	}
	return show(want), show(got)
}

// lastLines returns the last n lines of a text, printable.
func lastLines(text []byte, n int) []string {
	if len(text) == 0 {
		return nil
	}
	lines := strings.Split(strings.TrimRight(string(text), "\n"), "\n")
	lines = lines[max(0, len(lines)-n):]
	for i, line := range lines {
		const most = 200
		data := []byte(line)
		kept := data[:min(len(data), most)]
		lines[i] = printable.Text(kept) + printable.More(len(data)-len(kept))
	}
	return lines
}
