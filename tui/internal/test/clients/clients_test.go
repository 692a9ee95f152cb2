package clients

import (
	"bufio"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"wallsockets/tui/internal/test/stagetest"
)

// client is a Redis client that people have.
type client struct {
	name string
	// run has the client ask the server at host:port, and returns the client's
	// version and what it printed.
	run  func(t *testing.T, host, port string) (version, output string)
	want string // what it prints, a regular expression
}

// asked is what the programs print: the count of the, and of the, zyzzyva and
// quick.
const asked = "^1000 1000 nil 50\n$"

// table has the clients in the order of the page.
var table = []client{
	{"go-redis", goClient("go-redis"), asked},
	{"rueidis", goClient("rueidis"), asked},
	{"redigo", goClient("redigo"), asked},
	{"node-redis", nodeClient("redis"), asked},
	{"ioredis", nodeClient("ioredis"), asked},
	{"redis-py", python, asked},
	{"phpredis", php, asked},
	{"hiredis", hiredis, asked},
	{"redis-cli", redisProgram("redis-cli", "", "MGET", "the", "zyzzyva"), "^1000\n\n$"},
	{"redis-cli -3", redisProgram("redis-cli", "", "-3", "MGET", "the", "zyzzyva"), "^1000\n\n$"},
	{"redis-cli, typed", redisProgram("redis-cli", "mget the zyzzyva\nhelp unusual\n"),
		"(?s)^1000\n\n.*UNUSUAL.*n word \\[word ...\\].*The n least frequent of the words"},
	{"redis-cli --pipe", redisProgram("redis-cli", "*1\r\n$4\r\nPING\r\n", "--pipe"),
		"\nerrors: 0, replies: 1\n$"},
	{"redis-cli --stat", stat, `^2 +\d+\.\d+M +1 +0 +\d+ `},
	{"redis-benchmark", redisProgram("redis-benchmark", "", "-n", "1000", "-c", "5", "-q", "-t", "ping,get"), threeTests},
	{"redis-benchmark -3", redisProgram("redis-benchmark", "", "-3", "-n", "1000", "-c", "5", "-q", "-t", "ping,get"), threeTests},
}

// threeTests is what redis-benchmark prints: a line for each test.
const threeTests = `(?s)PING_INLINE: \d.* requests per second.*PING_MBULK: \d.* requests per second.*GET: \d.* requests per second`

// Every client works with the server as with Redis, and the page says what it
// sends for that.
func TestClients(t *testing.T) {
	stagetest.SkipUnderRace(t, "other tests talk to the same servers under it")
	words := filepath.Join(t.TempDir(), "words")
	if err := os.WriteFile(words, []byte("the 1000\nquick 50\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	nodeFolder = t.TempDir()
	server := stagetest.Start(t, stagetest.Find(t, 4), "-words", words)
	for _, client := range table {
		t.Run(client.name, func(t *testing.T) {
			p := newProxy(t, server.Address)
			host, port, err := net.SplitHostPort(p.Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			version, output := client.run(t, host, port)
			if !regexp.MustCompile(client.want).MatchString(output) {
				t.Errorf("it prints %q, want %s", output, client.want)
			}
			wantRow(t, client.name, version, p.sent())
		})
	}
	server.Stop()
	if log := server.Errors.String(); strings.Contains(log, "cut off") {
		t.Errorf("the server cut off a client: %s", log)
	}
}

// wantRow wants the client on the page. The row of this very version must say
// what the client sends.
func wantRow(t *testing.T, name, version, sent string) {
	t.Helper()
	// On a slow machine rueidis finds its connection idle, and tries it.
	if name == "rueidis" {
		sent = strings.TrimSuffix(sent, ", PING")
	}
	page, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	row := "| " + name + " | " + version + " | " + sent + " | yes |\n"
	switch {
	case strings.Contains(string(page), "\n"+row):
	case strings.Contains(string(page), "\n| "+name+" | "+version+" | "),
		!strings.Contains(string(page), "\n| "+name+" | "):
		t.Errorf("README.md lacks this row:\n%s", row)
	default:
		t.Logf("README.md has another version; this one's row:\n%s", row)
	}
}

// split separates the version, which the programs print first.
func split(t *testing.T, result stagetest.Result) (version, output string) {
	t.Helper()
	if result.Code != 0 || result.Errors != "" {
		t.Fatalf("exit code %d, %s", result.Code, result.Errors)
	}
	version, output, _ = strings.Cut(result.Output, "\n")
	return version, output
}

func goClient(name string) func(t *testing.T, host, port string) (string, string) {
	return func(t *testing.T, host, port string) (string, string) {
		program := filepath.Join(t.TempDir(), "clients")
		build := exec.Command(stagetest.Go, "build", "-o", program, ".")
		build.Dir = "go"
		if out, err := build.CombinedOutput(); err != nil {
			stagetest.Missing(t, "the Go clients cannot be built: "+string(out))
		}
		return split(t, stagetest.Run(t, "", program, name, net.JoinHostPort(host, port)))
	}
}

// nodeFolder is where the first of Node's clients installs them all.
var nodeFolder string

func nodeClient(name string) func(t *testing.T, host, port string) (string, string) {
	return func(t *testing.T, host, port string) (string, string) {
		node, npm := stagetest.Need(t, "node"), stagetest.Need(t, "npm")
		if _, err := os.Stat(filepath.Join(nodeFolder, "node_modules")); err != nil {
			if err := os.CopyFS(nodeFolder, os.DirFS("node")); err != nil {
				t.Fatal(err)
			}
			install := exec.Command(npm, "ci", "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund")
			install.Dir = nodeFolder
			if out, err := install.CombinedOutput(); err != nil {
				stagetest.Missing(t, "Node's clients cannot be installed: "+string(out))
			}
		}
		return split(t, stagetest.Run(t, "", node, filepath.Join(nodeFolder, "ask.mjs"), name, net.JoinHostPort(host, port)))
	}
}

func python(t *testing.T, host, port string) (string, string) {
	// The first python3 may be one that lacks the system's packages.
	for _, name := range []string{"python3", "/usr/bin/python3"} {
		path, err := exec.LookPath(name)
		if err == nil && exec.Command(path, "-c", "import redis").Run() == nil {
			return split(t, stagetest.Run(t, "", path, "testdata/ask.py", net.JoinHostPort(host, port)))
		}
	}
	stagetest.Missing(t, "redis-py is not installed")
	return "", ""
}

func php(t *testing.T, host, port string) (string, string) {
	php := stagetest.Need(t, "php")
	if exec.Command(php, "-r", "exit(extension_loaded('redis') ? 0 : 1);").Run() != nil {
		stagetest.Missing(t, "phpredis is not installed")
	}
	return split(t, stagetest.Run(t, "", php, "testdata/ask.php", net.JoinHostPort(host, port)))
}

func hiredis(t *testing.T, host, port string) (string, string) {
	program := filepath.Join(t.TempDir(), "ask")
	out, err := exec.Command(stagetest.Need(t, "cc"), "-Wall", "-o", program, "testdata/ask.c", "-lhiredis").CombinedOutput()
	if strings.Contains(string(out), "hiredis/hiredis.h: No such file") {
		stagetest.Missing(t, "hiredis is not installed")
	}
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return split(t, stagetest.Run(t, "", program, host, port))
}

// redisProgram runs a program of Redis itself.
func redisProgram(name, input string, arguments ...string) func(t *testing.T, host, port string) (string, string) {
	return func(t *testing.T, host, port string) (string, string) {
		path := stagetest.Need(t, name)
		got := stagetest.Run(t, input, path, append([]string{"-h", host, "-p", port}, arguments...)...)
		if got.Code != 0 || got.Errors != "" {
			t.Errorf("exit code %d, %s", got.Code, got.Errors)
		}
		return programVersion(t, path), got.Output
	}
}

func programVersion(t *testing.T, path string) string {
	t.Helper()
	return strings.Fields(stagetest.Run(t, "", path, "--version").Output)[1]
}

// stat runs redis-cli --stat until it has shown a line of figures.
func stat(t *testing.T, host, port string) (version, output string) {
	path := stagetest.Need(t, "redis-cli")
	command := exec.Command(path, "-h", host, "-p", port, "--stat", "-i", "0.01")
	shown, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	hang := time.AfterFunc(stagetest.Patience, func() { command.Process.Kill() })
	lines := bufio.NewScanner(shown)
	for lines.Scan() && !regexp.MustCompile(`^\d`).MatchString(lines.Text()) {
	}
	hang.Stop()
	command.Process.Kill() // it does not end by itself
	command.Wait()         // its error is that it was killed
	return programVersion(t, path), lines.Text()
}
