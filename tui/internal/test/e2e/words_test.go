package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/test/stagetest"
)

// counts asks a server for words, and wants these counts.
func counts(t *testing.T, s *stagetest.Server, words, want string) {
	t.Helper()
	var got []string
	for line := range strings.Lines(s.Call(words, "\n")) {
		if fields := strings.Split(line, "\t"); len(fields) == 4 {
			got = append(got, fields[1])
		}
	}
	if strings.Join(got, " ") != want {
		t.Errorf("%q: counts %q, want %q", words, got, want)
	}
}

// Every server that has words takes lists and texts as people have them. What
// is odd about them it says once, however many clients and processes it has.
func TestWordsAsPeopleHaveThem(t *testing.T) {
	folder := t.TempDir()
	files := map[string]string{
		"list.csv":    "word,count\n\"whale\",5\n\"don’t\",\"7\"\n'tis,1\n\"τους\",3\n",
		"books/a.TXT": "\xff\xfew\x00h\x00a\x00l\x00e\x00 \x00e\x00\x01\x03",
		"latin.txt":   "caf\xe9",
	}
	for name, text := range files {
		name = filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	link := filepath.Join(folder, "link")
	if err := os.Symlink("books", link); err != nil {
		t.Fatal(err)
	}
	list := filepath.Join(folder, "list.csv")
	stagetest.EachServer(t, func(t *testing.T, stage course.Stage, flags []string) {
		if stage.Once {
			t.Skip("it has no words")
		}
		s := stagetest.Start(t, stage, append([]string{"-words=" + list, "-skip-bad"}, flags...)...)
		for range 3 {
			counts(t, s, "whale DON'T ΤΟΥΣ word", "5 7 3 0")
		}
		for _, note := range []string{
			"passed over 1 bad line of the word list; the first is " + list + `:1: "word,count": the count`,
			list + ": a line's words can never match 1 entry (6.2 % of all counts), such as \"'tis\"",
		} {
			if n := strings.Count(s.Errors.String(), note); n != 1 {
				t.Errorf("said %d times that %s: %q", n, note, s.Errors)
			}
		}
		s.Stop()

		s = stagetest.Start(t, stage, append([]string{"-text=" + link}, flags...)...)
		counts(t, s, "Whale é e\u0301", "1 1 1")
		if got := s.Errors.String(); strings.Contains(got, link) {
			t.Errorf("logged %q, want nothing about a text that is as it should be", got)
		}
		s.Stop()

		server := exec.Command(stagetest.Program(t, stage, "server"),
			append(flags, "-text", filepath.Join(folder, "latin.txt"), filepath.Join(folder, "socket"))...)
		if stage.Network != "unix" {
			server.Args[len(server.Args)-1] = "0"
		}
		out, err := server.CombinedOutput()
		if want := "latin.txt: it is not UTF-8: the byte at offset 3 is 0xe9; if it is LATIN1: iconv -f LATIN1"; err == nil || !strings.Contains(string(out), want) {
			t.Errorf("a text in Latin-1: %v, %q, want %q", err, out, want)
		}
	})
}

// A hang-up reads the words even if all that a snapshot knows of the list is as
// before, and the next start has them.
func TestHangUpReadsTheSource(t *testing.T) {
	folder := t.TempDir()
	list := filepath.Join(folder, "list")
	write := func(text string) {
		t.Helper()
		next := filepath.Join(folder, "next")
		if err := os.WriteFile(next, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(next, time.Unix(1, 0), time.Unix(1, 0)); err != nil {
			t.Fatal(err)
		}
		if err := os.Rename(next, list); err != nil {
			t.Fatal(err)
		}
	}
	write("whale 10\n")
	part6 := stagetest.Find(t, 6)
	flags := []string{"-words", list, "-snapshot", filepath.Join(folder, "snapshot")}
	s := stagetest.Start(t, part6, flags...)
	counts(t, s, "whale", "10")
	write("whale 11\n")
	s.Signal(syscall.SIGHUP)
	s.WaitFor(s.Errors, "reloaded 1 words")
	counts(t, s, "whale", "11")
	s.Stop()
	write("whale 12\n")
	s = stagetest.Start(t, part6, flags...)
	counts(t, s, "whale", "12")
	s.Stop()
}
