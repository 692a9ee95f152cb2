package main

import (
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestMain makes this program the counter if a test has started it.
func TestMain(m *testing.M) {
	if os.Getenv("COUNT") == "yes" {
		main()
		return
	}
	os.Exit(m.Run())
}

// -split makes all shares, or fails and changes nothing in the folder.
func TestSplit(t *testing.T) {
	const list = "the 3\nquick 2\nwhale 1\nfox 1\n"
	for _, test := range []struct {
		arguments, list, other string // other is a file that is there already
		code                   int
		want                   string // what the program prints
	}{
		{"-split 3 list", list, "", 0, ""},
		{"-split 0 list", list, "", 2, "want FILE|FOLDER... with texts to count, or -split SERVERS LIST\n"},
		{"-split 3", list, "", 2, "want FILE|FOLDER"},
		{"-split 3 list list", list, "", 2, "want FILE|FOLDER"},
		{"-split 3 none", list, "", 1, "read the word list: open none: "},
		{"-split 3 list", list + "fox\n", "", 1, `list:5: "fox": want a word and its count`},
		{"-split 3 list", "the 3\nwhale 1\n", "", 1, "split the word list list: it has no word for share 2 of 3; "},
		{"-split 1 list", "", "", 1, "split the word list list: it has no word for share 0 of 1; "},
		{"-split 3 list", list, "share-2", 1, "write a share of the word list: open share-2: "},
		{"-split 3 share-1", list, "share-1", 1, "write a share of the word list: open share-1: "},
	} {
		t.Run(test.arguments, func(t *testing.T) {
			folder := t.TempDir()
			before := map[string]string{"list": test.list}
			if test.other != "" {
				before[test.other] = "old 1\n"
			}
			for name, text := range before {
				if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			command := exec.Command(os.Args[0], strings.Fields(test.arguments)...)
			command.Dir, command.Env = folder, append(os.Environ(), "COUNT=yes")
			got, _ := command.CombinedOutput() // its error is the exit code
			if code := command.ProcessState.ExitCode(); code != test.code || !strings.HasPrefix(string(got), test.want) {
				t.Errorf("exit code %d, %q; want %d, %q", code, got, test.code, test.want)
			}
			want := before
			if test.code == 0 {
				want["share-0"], want["share-1"], want["share-2"] = "the 3\nquick 2\n", "whale 1\n", "fox 1\n"
			}
			if now := files(t, folder); !maps.Equal(now, want) {
				t.Errorf("the folder has %q, want %q", now, want)
			}
		})
	}
}

// files returns the contents of the files in a folder, by their names.
func files(t *testing.T, folder string) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	contents := make(map[string]string)
	for _, entry := range entries {
		text, err := os.ReadFile(filepath.Join(folder, entry.Name()))
		if err != nil {
			t.Fatal(err)
		}
		contents[entry.Name()] = string(text)
	}
	return contents
}
