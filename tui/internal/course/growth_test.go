package course

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// A main.go of the first parts is short enough to be read at one go.
func TestProgramsAreShort(t *testing.T) {
	for name, most := range map[string]int{
		"part1-basic/server/main.go":   75,
		"part1-basic/client/main.go":   60,
		"part3-threads/server/main.go": 150,
	} {
		if lines := strings.Count(read(t, name), "\n"); lines > most {
			t.Errorf("%s has %d lines, want at most %d", name, lines, most)
		}
	}
}

// A server's main.go is mostly the one it grows from, so that the diff between
// the two is the lesson. Its header names that part.
func TestServersGrow(t *testing.T) {
	least := map[int]int{4: 65, 5: 75, 6: 75} // percent; parts 2 and 3 change much
	for _, stage := range Stages[1:] {
		from := Stages[stage.From-1]
		server := read(t, stage.ID+"/server/main.go")
		header, _, _ := strings.Cut(strings.ReplaceAll(server, "\n// ", " "), "\npackage ")
		if name := fmt.Sprintf("part %d", from.Number); !strings.Contains(header, name) {
			t.Errorf("the header of %s's server does not name %s", stage.ID, name)
		}
		share := carriedOver(read(t, from.ID+"/server/main.go"), server)
		t.Logf("%s: %d %% of the lines are from %s", stage.ID, share, from.ID)
		if share < least[stage.Number] {
			t.Errorf("%s: %d %% of the lines are from %s, want at least %d %%",
				stage.ID, share, from.ID, least[stage.Number])
		}
	}
}

// carriedOver returns how many percent of the non-blank lines of after a diff
// from before would mark as unchanged, rounded down: those of the longest common
// subsequence.
func carriedOver(before, after string) int {
	old, changed := nonBlank(before), nonBlank(after)
	common := make([]int, len(changed)+1) // [j]: length for old so far and changed[:j]
	for _, line := range old {
		diagonal := 0 // common[j] before this line
		for j := range changed {
			above := common[j+1]
			common[j+1] = max(above, common[j])
			if line == changed[j] {
				common[j+1] = diagonal + 1
			}
			diagonal = above
		}
	}
	return 100 * common[len(changed)] / len(changed)
}

func nonBlank(text string) []string {
	return slices.DeleteFunc(strings.Split(text, "\n"), func(line string) bool {
		return strings.TrimSpace(line) == ""
	})
}

func TestCarriedOver(t *testing.T) {
	const before = "a\nb\n\nc\nd\n"
	for after, want := range map[string]int{
		before:               100,
		"a\nx\n\nc\ny\n":     50,
		"d\nc\nb\na\n":       25, // another order is another text
		"new\n":              0,
		"a\nb\nc\nd\ne\nf\n": 66,
		"a\nc\nb\nc\nd\n":    80,
	} {
		if got := carriedOver(before, after); got != want {
			t.Errorf("of %q %d %% are from %q, want %d %%", after, got, before, want)
		}
	}
}
