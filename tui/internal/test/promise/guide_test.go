//go:build linux

package promise

import (
	"fmt"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"time"
)

// No program outlives the guide, however it ends, and its frames show hostile
// bytes as text. These tests are in the guide's package and run at each change;
// here they run many times, and their figures go into the table.
func TestPromiseGuide(t *testing.T) {
	if guideDeaths == 0 {
		t.Skip("the tests of tui/internal/ui have this: here with -tags stress")
	}
	took := runGuideTest(t, "TestNothingOutlivesTheGuide", guideDeaths)
	worst, late := time.Duration(0), 0
	for _, match := range regexp.MustCompile(`all ended after (\S+)`).FindAllStringSubmatch(took, -1) {
		d, err := time.ParseDuration(match[1])
		if err != nil {
			t.Fatal(err)
		}
		worst = max(worst, d)
		if d > 500*time.Millisecond {
			late++
		}
	}
	deaths := strings.Count(took, "all ended after")
	promise(t, deaths == 9*guideDeaths && late == 0, "the guide's children",
		"none 500 ms after each end", "0 left after %d ends, the slowest %s", deaths,
		milliseconds(worst))
	text := runGuideTest(t, "TestHostilePayloads", 1)
	promise(t, strings.Contains(text, "--- PASS: TestHostilePayloads"),
		"client bytes on the guide's screen", "all visible", "0 others of 200 payloads in each view")
}

// runGuideTest runs a test of the guide, one guide at a time, and returns its
// output.
func runGuideTest(t *testing.T, name string, count int) string {
	t.Helper()
	command := exec.Command("go", "test", "-v", "-parallel=1", fmt.Sprint("-count=", count),
		"-run=^"+name+"$", "-timeout=20m", "wallsockets/tui/internal/ui")
	text, err := command.CombinedOutput()
	if err != nil {
		t.Errorf("%v: %v\n%.3000s", command.Args, err, text)
	}
	return string(text)
}
