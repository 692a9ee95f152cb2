package e2e

import (
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"wallsockets/tui/internal/test/stagetest"
)

// usage is a way to start a program, and how it ends.
type usage struct {
	parts     string // to which it applies
	program   string
	arguments string
	code      int
	want      string // in the sentence
}

// usages are those whose arguments are always the same.
var usages = []usage{
	{"1234", "server", "80x", 2, `got ["80x"]`},
	{"1", "server", "-1", 2, `got ["-1"]`},
	{"234", "server", "-1", 2, "flag provided but not defined: -1"},
	{"1234", "server", "65536", 2, `got ["65536"]`},
	{"1234", "server", "+80", 2, `got ["+80"]`},
	{"1234", "server", "0 0", 2, `got ["0" "0"]`},
	{"1", "server", "-nonsense", 2, `got ["-nonsense"]`},
	{"234", "server", "-nonsense", 2, "not defined: -nonsense"},
	{"1", "server", "-h", 2, "usage: server [PORT]"},
	{"2", "server", "-h", 0, "usage: server [-backlog N] [PORT]"},
	{"2", "server", "-h", 0, "N clients may wait for accept (default 5)"},
	{"12", "client", "-h", 2, "usage: client [HOST PORT]"},
	{"3456", "server", "-h", 0, "-words"},
	{"3456", "server", "--help", 0, "-words"},
	{"3456", "server", "-help", 0, "-words"},
	{"3456", "server", "--h", 0, "-words"},
	{"3", "client", "--help", 0, "usage: client [HOST PORT]"},
	{"45", "client", "--help", 0, "-resp"},
	{"6", "client", "--help", 0, "-port port"},
	{"12", "server", "-host 127.0.0.1 0", 2, "-host"},
	{"34", "server", "-host 192.0.2.1 0", 1, "192.0.2.1"},
	{"2", "server", "-backlog 0 0", 2, "backlog"},
	{"2", "server", "-backlog x 0", 2, "-backlog"},
	{"12", "client", "127.0.0.1", 2, "usage: client [HOST PORT]"},
	{"12", "client", "127.0.0.1 80x", 2, "PORT from 1 to 65535"},
	{"12", "client", "127.0.0.1 0", 2, "PORT from 1 to 65535"},
	{"12", "client", "127.0.0.1 1 2", 2, "usage: client [HOST PORT]"},
	{"34", "client", "127.0.0.1", 2, "want HOST and PORT"},
	{"34", "client", "127.0.0.1 80x", 2, "want HOST and PORT"},
	{"34", "client", "127.0.0.1 1 2", 2, "want HOST and PORT"},
	{"34", "server", "-host= 0", 2, "was it a variable that is not set?"},
	{"34", "server", "-host no-such-host.invalid 0", 1, "check the host's name"},
	{"34", "client", "127.0.0.1 1", 1, "is the server running there?"},
	{"34", "client", "[::1] 1", 1, "[::1]:1: connect: "},
	{"34", "client", "no-such-host.invalid 1", 1, "check the host's name"},
	{"1234", "client", "127.0.0.1 1", 1, "connection refused"},
	{"3", "server", "-model fibers 0", 2, `invalid value "fibers" for flag -model: want threads, events or processes (the last two on a Unix system)`},
	{"3", "server", "-inetd", 1, "take standard input as a connection"},
	{"34", "server", "-words no/such/list 0", 1, "no/such/list: no such file"},
	{"34", "server", "-text no/such/text 0", 1, "no/such/text: no such file"},
	{"34", "server", "-words a -text b 0", 2, "give a list or texts, not both"},
	{"4", "server", "-max-clients 0 0", 2, "want a whole number above 0"},
	{"4", "server", "-idle-time 5 0", 2, "want a time above 0"},
	{"56", "server", "", 2, "empty"},
	{"56", "server", "@abstract", 2, "@"},
	{"56", "server", "a b", 2, `got ["a" "b"]`},
	{"56", "server", "-mode 999 x", 2, "-mode"},
	{"56", "server", "-mode 0000 x", 2, "-mode"},
	{"56", "server", "no/such/folder/socket", 1, "no/such/folder"},
	{"56", "server", "-words no/such/list x", 1, "no/such/list: no such file"},
	{"5", "client", "", 2, "empty"},
	{"56", "client", "a b", 2, `got ["a" "b"]`},
	{"6", "client", "-port 8099", 2, "-port needs -web"},
	{"6", "client", "-web -port 65536", 2, "want a -port up to 65535; got 65536"},
}

// Every error is one clear sentence on standard error, with exit code 2 for wrong
// usage and 1 for a failure.
func TestWrongUsageAndFailures(t *testing.T) {
	stagetest.SkipUnderRace(t, "it reads what programs print; other tests talk to the same servers under it")
	busy, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer busy.Close()
	_, busyPort, err := net.SplitHostPort(busy.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	folder := filepath.Dir(stagetest.SocketPath(t))
	file := func(name, text string) string {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	list := file("list", "the 1\nquick\n")
	empty := file("empty", "")
	header := file("header", "word\tcount\nthe\t1\n")
	lives := stagetest.Start(t, stagetest.Find(t, 5))
	long := folder + "/" + strings.Repeat("x", 108)

	for _, u := range slices.Concat(usages, []usage{
		{"1234", "server", busyPort, 1, "address already in use"},
		{"34", "server", "-words " + list + " 0", 1, list + `:2: "quick": want a word and its count`},
		{"34", "server", "-words " + empty + " 0", 1, empty + ": it has no words"},
		{"34", "server", "-text " + empty + " 0", 1, "there are none"},
		{"34", "server", "-words " + header + " 0", 1, header + ":1: "},
		{"34", "server", "-words " + header + " 0", 1, "tail -n +2 in >out; -skip-bad passes over bad lines"},
		{"34", "server", "-words " + folder + " 0", 1, folder + ": it is a folder"},
		{"34", "server", "-text " + folder + " 0", 1, folder + " has no file whose name ends in .txt"},
		{"56", "server", long, 2, "107"},
		{"56", "server", empty, 1, "not a socket"},
		{"56", "server", folder, 1, "not a socket"},
		{"56", "server", lives.Address, 1, "another server listens"},
		{"6", "server", "-group no-such-group -mode 0660 " + folder + "/g", 1, "no-such-group"},
		{"6", "server", "-group root " + folder + "/g", 2, "want -mode 0660 with -group"},
		{"5", "client", long, 2, "107"},
		{"5", "client", folder + "/nothing", 1, "no such file or directory; the server is not running"},
		{"5", "client", empty, 1, "connection refused; it is not a socket"},
	}) {
		u.check(t)
	}
}

// check starts the program in each of the parts.
func (u usage) check(t *testing.T) {
	t.Helper()
	for _, number := range u.parts {
		stage := stagetest.Find(t, int(number-'0'))
		arguments := strings.Fields(u.arguments)
		if u.arguments == "" {
			arguments = []string{""}
		}
		got := stagetest.Run(t, "hello\n", stagetest.Program(t, stage, u.program), arguments...)
		name := stage.ID + "/" + u.program + " " + u.arguments
		sentence := strings.TrimPrefix(got.Errors, prompt)
		if got.Code != u.code || !strings.Contains(sentence, u.want) {
			t.Errorf("%s: exit code %d, %q; want %d, %q",
				name, got.Code, sentence, u.code, u.want)
		}
		if got.Output != "" || strings.Contains(sentence, "\ngoroutine ") {
			t.Errorf("%s: printed %q, %q", name, got.Output, sentence)
		}
		// The list of flags follows a wrong flag, and part 2 prints
		// its calls up to the one that fails.
		if !strings.Contains(sentence, "usage: ") && stage.Number != 2 &&
			strings.Count(sentence, "\n") != 1 {
			t.Errorf("%s: %q is not one line", name, sentence)
		}
	}
}

// Standard input that ends before a line is an error, not an empty message.
func TestNoMessage(t *testing.T) {
	for _, number := range []int{1, 2, 3, 4, 5, 6} {
		stage := stagetest.Find(t, number)
		if stage.Number == 6 {
			if _, err := exec.LookPath("php"); err != nil {
				continue
			}
		}
		s := stagetest.Start(t, stage)
		got := stagetest.Run(t, "", stagetest.Program(t, stage, "client"), s.ClientArguments()...)
		if got.Code != 1 || got.Output != "" || !strings.Contains(got.Errors, "standard input") {
			t.Errorf("%s: client without a message: %+v, want exit code 1 and why",
				stage.ID, got)
		}
	}
}

// Without php the client of part 6 explains how to install it.
func TestWithoutPHP(t *testing.T) {
	command := exec.Command(stagetest.Program(t, stagetest.Find(t, 6), "client"))
	command.Env = []string{"PATH=/nowhere"}
	out, err := command.CombinedOutput()
	if code := command.ProcessState.ExitCode(); code != 1 ||
		!strings.Contains(string(out), "install") || strings.Count(string(out), "\n") != 1 {
		t.Errorf("%v, %q; want exit code 1 and one sentence on how to install php", err, out)
	}
}
