package course

import (
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// A reading list of CLASSROOM.md has what exists, in as many lines as it says, and
// at most 200 in all; a session is 90 minutes.
func TestClassroomSessions(t *testing.T) {
	sessions := strings.Split(read(t, "tui/CLASSROOM.md"), "\n### Session ")[1:]
	if len(sessions) != 3 {
		t.Errorf("there are %d sessions, want 3", len(sessions))
	}
	for i, session := range sessions {
		session, _, _ = strings.Cut(session, "\n### ")
		total, minutes := 0, 0
		for _, row := range regexp.MustCompile(`(?m)^\| (part\S+) \| (\d+) \|$`).FindAllStringSubmatch(session, -1) {
			lines := strings.Count(passage(t, row[1]), "\n")
			if row[2] != strconv.Itoa(lines) {
				t.Errorf("session %d: %s has %d lines, not %s", i+1, row[1], lines, row[2])
			}
			total += lines
		}
		for _, row := range regexp.MustCompile(`(?m)^\| (\d+) \| .*\|$`).FindAllStringSubmatch(session, -1) {
			n, _ := strconv.Atoi(row[1]) // digits
			minutes += n
		}
		if total == 0 || total > 200 || minutes != 90 {
			t.Errorf("session %d: %d lines and %d minutes, want at most 200, and 90", i+1, total, minutes)
		}
	}
}

// passage returns a file, or the section of it that a # names.
func passage(t *testing.T, place string) string {
	t.Helper()
	name, anchor, isSection := strings.Cut(place, "#")
	text := read(t, name)
	if !isSection {
		return text
	}
	for _, section := range strings.Split(text, "\n## ")[1:] {
		heading, _, _ := strings.Cut(section, "\n")
		if strings.ReplaceAll(strings.ToLower(heading), " ", "-") == anchor {
			return section + "\n"
		}
	}
	t.Errorf("there is no %s", place)
	return ""
}
