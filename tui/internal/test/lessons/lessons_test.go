//go:build linux

package lessons

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/test/stagetest"
)

func TestMain(m *testing.M) {
	if path := os.Getenv(pageVariable); path != "" {
		os.Exit(runStory(path))
	}
	// Stories mostly wait, so more of them run at once than there are processors.
	flag.Parse()
	if err := flag.Set("test.parallel", "8"); err != nil {
		panic(err)
	}
	os.Exit(m.Run())
}

// runStory runs the story of a page in this process and returns the exit code.
func runStory(path string) int {
	p, err := load(path)
	if err == nil {
		s := story{page: p}
		s.patience, err = time.ParseDuration(os.Getenv(patienceVariable))
		if err == nil {
			err = s.run()
		}
	}
	if err != nil {
		fmt.Println(err)
		return 1
	}
	return 0
}

// load reads a page, by its path in the checkout.
func load(path string) (page, error) {
	text, err := os.ReadFile(filepath.Join(stagetest.Root(), path))
	if err != nil {
		return page{}, err
	}
	return parse(path, string(text))
}

// patience is how long a line may take while no program runs. The lessons have
// limits of up to ten seconds.
const patience = "20s"

// The console blocks of the lessons and the README show what really happens.
func TestLessons(t *testing.T) {
	stagetest.SkipUnderRace(t, "go run builds the programs of the lessons without it")
	paths := []string{"README.md"}
	for _, stage := range course.Stages {
		paths = append(paths, stage.ID+"/README.md")
	}
	for _, path := range paths {
		t.Run(path, func(t *testing.T) {
			t.Parallel()
			p, err := load(path)
			if err != nil {
				t.Fatal(err)
			}
			if len(p.blocks) == 0 {
				t.Fatalf("%s has no console block to run", path)
			}
			for _, tool := range p.tools() {
				stagetest.Need(t, tool)
			}
			build(t, p)
			if report, err := play(t, path, patience); err != nil {
				t.Errorf("%s%v", report, err)
			}
			t.Logf("%s: %d blocks run, %d by hand", path, len(p.blocks), len(p.byHand))
			for _, b := range p.byHand {
				t.Logf("%s:%d: by hand: %s", path, b.line, b.reason)
			}
		})
	}
}

// ours is a package of the checkout that a command builds or runs.
var ours = regexp.MustCompile(`\bgo (?:run|build) [^|;&\n]*`)

// packages returns what the page's commands build of the checkout.
func (p page) packages() (all []string) {
	for _, text := range p.texts() {
		for _, built := range ours.FindAllString(text, -1) {
			for _, word := range strings.Fields(built) {
				if strings.HasPrefix(word, "./") && !slices.Contains(all, word) {
					all = append(all, word)
				}
			}
		}
	}
	return all
}

// foreign are the programs of the lessons that not every system has.
var foreign = regexp.MustCompile(`\b(bash|curl|gcc|lsof|memcached|nc|nohup|node|php|pgrep|python3|` +
	`redis-benchmark|redis-cli|setpriv|socat|ss|strace|sudo|systemd-socket-activate|tmux)\b`)

// tools returns the programs that are not ours and that the page's commands run.
func (p page) tools() []string {
	var all []string
	for _, text := range p.texts() {
		all = append(all, foreign.FindAllString(text, -1)...)
	}
	slices.Sort(all)
	return append(slices.Compact(all), "bash")
}

// texts returns the commands that are run.
func (p page) texts() (all []string) {
	for _, b := range p.blocks {
		for _, c := range b.commands {
			all = append(all, c.text)
		}
	}
	return all
}
