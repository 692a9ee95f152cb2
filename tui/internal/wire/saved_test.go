package wire

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// Of a file with wrong lines in the middle, Read returns the events before and after
// them, and says how many lines are wrong.
func TestReadDamaged(t *testing.T) {
	all := finished(conversation[:3])
	for name, form := range forms {
		var file strings.Builder
		if err := form.write(&file, all); err != nil {
			t.Fatal(err)
		}
		lines := strings.SplitAfter(file.String(), "\n")
		first := slices.IndexFunc(lines, func(line string) bool { return strings.Contains(line, "zyzzyva") })
		damaged := slices.Insert(lines, first, "garbage\n", strings.Repeat("x", maxLine+1)+"\n")
		got, err := Read(strings.NewReader(strings.Join(damaged, "")))
		want := fmt.Sprintf("%v: 2; the first is line %d, \"garbage\"", ErrDamaged, first+1)
		if !errors.Is(err, ErrDamaged) || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%s: %v, want %s", name, err, want)
		}
		compare(t, name, got, form.keeps(all))
	}
}

// A complaint about a line that has quotes does not quote it again.
func TestReadShowsTheLine(t *testing.T) {
	const whole = `{"number":1,"conn":1,"kind":"closed","from":"client"}`
	_, err := Read(strings.NewReader(whole + "\n" + whole[:30]))
	want := `line 2, {"number":1,"conn":1,"kind":"c: want an event in JSON`
	if !errors.Is(err, ErrCut) || !strings.Contains(err.Error(), want) {
		t.Errorf("%v, want %s", err, want)
	}
}

// A saved recording begins with the server that its first event belongs to. What is
// loaded is the same.
func TestSavedNamesTheServer(t *testing.T) {
	r := NewRecording()
	r.Run("server -model events")
	r.Add(Event{Conn: 1, Kind: Connected, From: Client})
	r.Run("server -model threads")
	r.Add(Event{Conn: 2, Kind: Connected, From: Client})
	r.Add(Event{Conn: 2, Kind: Closed, From: Client})
	for from, want := range map[int]string{
		1: "server -model events|-|server -model threads|-|-", 2: "server -model threads|-|-",
		3: "server -model threads|-|-", 4: "server -model threads|-",
	} {
		saved := r.Saved(from)
		var servers []string
		for i, e := range saved {
			servers = append(servers, cmp.Or(e.Reason, "-"))
			if e.Number != saved[0].Number+i {
				t.Errorf("from %d: the numbers are %s", from, numbers(saved))
			}
		}
		if got := strings.Join(servers, "|"); got != want {
			t.Errorf("from %d it is %s, want %s", from, got, want)
		}
		checkRoundTrip(t, saved)
	}
	if saved := r.Saved(5 + 1); saved != nil {
		t.Errorf("of no event it is %v", saved)
	}
}
