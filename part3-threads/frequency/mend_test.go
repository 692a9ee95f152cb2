package frequency

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// The commands that errors name do mend the list: it then has these words.
func TestMendsMend(t *testing.T) {
	command := regexp.MustCompile(`\b(awk|cut|gzip|iconv|jq|sed|tail|tr) .*? <?in >out`)
	tried := 0
	for _, test := range []struct{ list, want string }{
		{"word\tcount\nthe\t7\n", "the\t7\n"},
		{"the\t1,234\nof\t1,234,567\n", "of\t1234567\nthe\t1234\n"},
		{"\"the\",\"1,234\"\n", "the\t1234\n"},
		{"the,1,234\n", "the\t1234\n"},
		{"the 5\nnew york 5\n", "new york\t5\nthe\t5\n"},
		{"1 the 9\n2  of 8\n", "the\t9\nof\t8\n"},
		{"1\tnew york\t9\n", "new york\t9\n"},
		{"1,the,9\n", "the\t9\n"},
		{"the\t10\t0.5\n", "the\t10\n"},
		{"   165 the\n     7 of\n", "the\t165\nof\t7\n"},
		{"165,the\n", "the\t165\n"},
		{"165\tnew york\n", "new york\t165\n"},
		{"the 0.00123\n", "the\t1230\n"}, {"the,1e6\n", "the\t1000000\n"}, {"new york\t1.5\n", "new york\t1500000\n"},
		{"the 18446744073709551616\nof 5000000\n", "the\t18446744073710\nof\t5\n"},
		{"the;10\n", "the\t10\n"}, {"the|10\n", "the\t10\n"},
		{"the\nwhale\n", "the\t1\nwhale\t1\n"},
		{"the 1\rof 2\r", "of\t2\nthe\t1\n"},
		{"the 1\n" + strings.Repeat("x", 5000) + "\n", "the\t1\n"},
		{"caf\xe9 5\n", "café\t5\n"}, {"don\x92t 5\n", "don't\t5\n"},
		{wide("the 5\n"), "the\t5\n"},
		{zip(t, zip(t, "the 5\n")), "the\t5\n"},
		{`{"the": 5, "new york": 6}` + "\n", "new york\t6\nthe\t5\n"},
		{`[["the", 5]]` + "\n", "the\t5\n"},
	} {
		_, err := ReadFile(write(t, test.list))
		if err == nil {
			t.Errorf("%.40q: no error", test.list)
			continue
		}
		mend := command.FindStringSubmatch(err.Error())
		if mend == nil {
			t.Errorf("%.40q: no command in %v", test.list, err)
			continue
		}
		if _, err := exec.LookPath(mend[1]); err != nil {
			t.Log(err)
			continue
		}
		tried++
		shell := exec.Command("sh", "-c", mend[0])
		shell.Dir = t.TempDir()
		if err := os.WriteFile(filepath.Join(shell.Dir, "in"), []byte(test.list), 0o600); err != nil {
			t.Fatal(err)
		}
		if out, err := shell.CombinedOutput(); err != nil {
			t.Errorf("%.40q: %s: %v, %s", test.list, mend[0], err, out)
			continue
		}
		var got strings.Builder
		table, err := ReadFile(filepath.Join(shell.Dir, "out"))
		if err == nil {
			err = table.Write(&got)
		}
		if err != nil || got.String() != test.want {
			t.Errorf("%.40q, mended by %s: %q, %v, want %q", test.list, mend[0], got.String(), err, test.want)
		}
	}
	if tried == 0 {
		t.Skip("this system has none of the commands")
	}
}
