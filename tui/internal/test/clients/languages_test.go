package clients

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"wallsockets/tui/internal/test/stagetest"
)

// languages are the clients in part 6's folder of them, with how to run each.
var languages = []struct {
	file    string
	command func(t *testing.T, file string) []string // without the socket's path
}{
	{"clients/plain.c", compiled()},
	{"clients/plain.py", interpreted("python3")},
	{"clients/plain.mjs", interpreted("node")},
	{"clients/plain.sh", func(t *testing.T, file string) []string {
		stagetest.Need(t, "nc")
		stagetest.Need(t, "timeout")
		return []string{"sh", file}
	}},
	{"client/client.php", interpreted("php")},
	{"clients/resp.c", hiredis},
	{"clients/resp.py", redisPy},
	{"clients/resp.mjs", nodeRedis},
	{"clients/resp.php", phpredis},
}

// part6 returns the path of a file of part 6.
func part6(t *testing.T, file string) string {
	return filepath.Join(stagetest.Checkout(t), "part6-php", filepath.FromSlash(file))
}

func interpreted(program string) func(t *testing.T, file string) []string {
	return func(t *testing.T, file string) []string {
		return []string{stagetest.Need(t, program), file}
	}
}

func compiled(libraries ...string) func(t *testing.T, file string) []string {
	return func(t *testing.T, file string) []string {
		program := filepath.Join(stagetest.Folder(), filepath.Base(file)+".out")
		arguments := append([]string{"-Wall", "-Wextra", "-O2", "-o", program, file}, libraries...)
		out, err := exec.Command(stagetest.Need(t, "cc"), arguments...).CombinedOutput()
		if strings.Contains(string(out), "hiredis/hiredis.h: No such file") {
			stagetest.Missing(t, "hiredis is not installed")
		}
		if err != nil || len(out) > 0 {
			t.Fatalf("%v: %s", err, out)
		}
		return []string{program}
	}
}

func hiredis(t *testing.T, file string) []string { return compiled("-lhiredis")(t, file) }

func hiredisVersion(t *testing.T) string {
	const names = "#include <hiredis/hiredis.h>\nHIREDIS_MAJOR.HIREDIS_MINOR.HIREDIS_PATCH"
	lines := stagetest.Run(t, names, "cc", "-E", "-P", "-").Output
	fields := strings.Fields(strings.ReplaceAll(lines, ".", " "))
	return strings.Join(fields[len(fields)-3:], ".")
}

// redisPython returns the path of a Python that has redis-py, or "". The first
// python3 may be one that lacks the system's packages.
var redisPython = sync.OnceValue(func() string {
	for _, name := range []string{"python3", "/usr/bin/python3"} {
		path, err := exec.LookPath(name)
		if err == nil && exec.Command(path, "-c", "import redis").Run() == nil {
			return path
		}
	}
	return ""
})

func redisPy(t *testing.T, file string) []string {
	if redisPython() == "" {
		stagetest.Missing(t, "redis-py is not installed")
	}
	return []string{redisPython(), file}
}

func redisPyVersion(t *testing.T) string {
	return printed(t, append(redisPy(t, "-c"), "import redis; print(redis.__version__)"))
}

func phpredis(t *testing.T, file string) []string {
	php := stagetest.Need(t, "php")
	if exec.Command(php, "-r", "exit(extension_loaded('redis') ? 0 : 1);").Run() != nil {
		stagetest.Missing(t, "phpredis is not installed")
	}
	return []string{php, file}
}

func phpredisVersion(t *testing.T) string {
	return printed(t, append(phpredis(t, "-r"), "echo phpversion('redis');"))
}

// printed returns what a command prints.
func printed(t *testing.T, command []string) string {
	t.Helper()
	return strings.TrimSpace(stagetest.Run(t, "", command[0], command[1:]...).Output)
}

// nodeRedis runs a copy of file, because Node looks for packages beside a program.
func nodeRedis(t *testing.T, file string) []string {
	node, folder := stagetest.Need(t, "node"), nodePackages(t)
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	copied := filepath.Join(folder, filepath.Base(file))
	if err := os.WriteFile(copied, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return []string{node, copied}
}

// The same conversation with a client in each language, in both protocols, and with
// servers that have faults.
func TestLanguages(t *testing.T) {
	stagetest.SkipUnderRace(t, "the clients are not in Go")
	stagetest.NothingLeft(t)
	server := stagetest.Start(t, stagetest.Find(t, 6), "-words", wordList(t))
	// The clients that wait for a deadline do so while others have their
	// conversations. All at once would keep each other from a processor.
	var waiting sync.WaitGroup
	defer waiting.Wait()
	places := make(chan struct{}, 8)
	beside := func(converse func()) {
		waiting.Go(func() {
			places <- struct{}{}
			defer func() { <-places }()
			converse()
		})
	}
	beside(func() {
		t.Run("clients/naive.php", func(t *testing.T) { naiveLoop(t, server) })
	})
	for _, language := range languages {
		var command []string
		t.Run(language.file, func(t *testing.T) {
			command = language.command(t, part6(t, language.file))
			for _, question := range questions {
				want := server.Call(firstLine(question) + "\n")
				if strings.Contains(language.file, "resp") {
					want = counts(question)
				}
				wantConversation(t, func() string {
					got := ask(t, command, server.Address, question)
					if got.Output == want && got.Code == 0 {
						return ""
					}
					return fmt.Sprintf("%.40q: %.400q %q, exit code %d; want %.400q",
						question, got.Output, got.Errors, got.Code, want)
				})
			}
		})
		if command == nil {
			continue // it is missing
		}
		beside(func() {
			wantConversation(t, func() string { return atTerminal(t, command, server) })
		})
		fails := func(why, path, question, want string) {
			beside(func() {
				wantConversation(t, func() string {
					got := ask(t, command, path, question)
					// A sentence has a line; a trace of the stack has more.
					if got.Code == 1 && regexp.MustCompile(want).MatchString(got.Errors) &&
						strings.Count(got.Errors, "\n") <= 2 {
						return ""
					}
					return fmt.Sprintf("%s: %s: exit code %d, errors %q, want 1 and a sentence with %s",
						language.file, why, got.Code, got.Errors, want)
				})
			})
		}
		fails("no input", server.Address, "", "standard input")
		fails("no server", stagetest.SocketPath(t), "the\n", "No such file|ENOENT|not running")
		fails("an end while it sends", startFaulty(t, closes), strings.Repeat("x", 1<<18)+"\n", ".")
		if strings.HasPrefix(language.file, "clients/") { // client.php has tests of its own
			fails("no path", "", "the\n", "107 bytes|Invalid argument")
			fails("a long path", "/tmp/"+strings.Repeat("x", 104), "the\n", "107 bytes|too long")
			fails("a number", "9998", "the\n", "No such file|ENOENT|begins with /")
		}
		fails("no answer", startFaulty(t, closes), "the\n", "[Cc]losed|no answer|read error")
		fails("no answer and no end", startFaulty(t, hangs), "the\n",
			`2 seconds|1\.5 seconds|[Tt]imeout|read error|temporarily unavailable`)
		if strings.Contains(language.file, "resp") {
			for _, garbage := range garbage {
				fails(fmt.Sprintf("%.15q", garbage), startFaulty(t, answers(garbage)), "the\n",
					"count for each word|no reply to MGET|Protocol [Ee]rror|Unknown RESP type")
			}
			continue
		}
		fails("no end of the answer", startFaulty(t, drips), "the\n", `2 seconds|1\.5 seconds`)
		// The plain message has no form that its answer must have.
		path := startFaulty(t, answers(garbage[0]))
		beside(func() {
			wantConversation(t, func() string {
				got := ask(t, command, path, "the\n")
				if got.Output == garbage[0] && got.Code == 0 {
					return ""
				}
				return fmt.Sprintf("%s: %q %q, exit code %d, want %q",
					language.file, got.Output, got.Errors, got.Code, garbage[0])
			})
		})
	}
}

// garbage are answers that are no reply to MGET with one word.
var garbage = []string{
	"got it\r\n",   // not RESP
	":7\r\n",       // not an array
	"*1\r\n:7\r\n", // an array, not of strings
	"*60000\r\n" + strings.Repeat("$1\r\n7\r\n", 60_000),
}

// wantConversation has a conversation that returns what went wrong. It has it again if
// that took so long that the client's own deadline may have been over: this machine may
// be busy.
func wantConversation(t *testing.T, converse func() (wrong string)) {
	t.Helper()
	const tries = 5
	for try := 1; ; try++ {
		began := time.Now()
		wrong := converse()
		if wrong == "" {
			return
		}
		if time.Since(began) < time.Second || try == tries {
			t.Error(wrong)
			return
		}
	}
}

// ask runs a client with the question on its standard input.
func ask(t *testing.T, command []string, path, question string) stagetest.Result {
	t.Helper()
	return stagetest.Run(t, question, command[0], append(command[1:len(command):len(command)], path)...)
}

// atTerminal tests that a client ends after the answer, although its standard input
// does not. It returns what went wrong.
func atTerminal(t *testing.T, command []string, server *stagetest.Server) (wrong string) {
	ctx, cancel := context.WithTimeout(context.Background(), stagetest.Patience)
	defer cancel()
	client := exec.CommandContext(ctx, command[0], append(command[1:len(command):len(command)], server.Address)...)
	input, err := client.StdinPipe() // open until the client has ended
	if err != nil {
		return err.Error()
	}
	io.WriteString(input, "the\n") // a pipe holds that much
	if output, err := client.Output(); err != nil || !strings.HasPrefix(string(output), "the\t1000") {
		return fmt.Sprintf("%v, at a terminal: %v, output %q", command, err, output)
	}
	return ""
}

// questions are what each client asks. The last one has a long answer: no client
// gets it in one read.
var questions = []string{
	"the quick zyzzyva\n",
	"zyzzyva",
	"The  QUICK\tquick\nthe next line\n",
	"the\rquick\v\fzyzzyva\r\n",
	strings.Repeat("the quick ", 400) + "\n",
}

// Without its package, Node's client says what to install.
func TestNoPackage(t *testing.T) {
	stagetest.SkipUnderRace(t, "the client is not in Go")
	program := filepath.Join(t.TempDir(), "resp.mjs")
	text, err := os.ReadFile(part6(t, "clients/resp.mjs"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(program, text, 0o600); err != nil {
		t.Fatal(err)
	}
	got := stagetest.Run(t, "the\n", stagetest.Need(t, "node"), program)
	if got.Code != 1 || !regexp.MustCompile("^.*'redis'.*run npm install.*\n$").MatchString(got.Errors) {
		t.Errorf("exit code %d, errors %q, want 1 and a line", got.Code, got.Errors)
	}
}

// wordList returns the name of a file with the words that the tests ask for.
func wordList(t *testing.T) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "words")
	if err := os.WriteFile(name, []byte("the 1000\nquick 50\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// counts is what a client prints that asks by RESP: each word and its count.
func counts(question string) string {
	var text strings.Builder
	for _, word := range strings.Fields(firstLine(question)) {
		count := map[string]int{"the": 1000, "quick": 50}[strings.ToLower(word)]
		fmt.Fprintf(&text, "%s\t%d\n", word, count)
	}
	return text.String()
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return line
}

// naiveLoop tests the loop that has no deadline: it works with our server, and does
// not end with one that keeps the connection.
func naiveLoop(t *testing.T, server *stagetest.Server) {
	naive, question := part6(t, "clients/naive.php"), "the quick\n"
	got := stagetest.Run(t, question, stagetest.Need(t, "php"), naive, server.Address)
	if want := server.Call(question); got.Output != want || got.Code != 0 {
		t.Errorf("our server: %q %q, want %q", got.Output, got.Errors, want)
	}

	// The first timeout of a second is not the end of the loop, nor is the second.
	path := startFaulty(t, keeps)
	wantConversation(t, func() string {
		ctx, cancel := context.WithTimeout(context.Background(), 2500*time.Millisecond)
		defer cancel()
		loop := exec.CommandContext(ctx, "php", "-d", "default_socket_timeout=1", naive, path)
		loop.Stdin = strings.NewReader(question)
		output, _ := loop.Output() // its error is that it was killed
		if ctx.Err() != nil && string(output) == "got it\n" {
			return ""
		}
		return fmt.Sprintf("a server that keeps the connection: ended by %v after %q",
			loop.ProcessState, output)
	})
}
