package clients

import (
	"bufio"
	"fmt"
	"net"
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

// client is a Redis client that people have.
type client struct {
	name string
	// network is where it finds the server: on tcp, or on unix, a socket file.
	network string
	// run has the client ask the server at the address, and returns the client's
	// version and what it printed.
	run  func(t *testing.T, address string) (version, output string)
	want string // what it prints, a regular expression
}

const (
	// asked is what the programs here print: the count of the, and of the, zyzzyva
	// and quick.
	asked = "^1000 1000 nil 50\n$"
	// listed is what those of part 6 print.
	listed = "^the\t1000\nzyzzyva\t0\nquick\t50\n$"
)

// table has the clients in the order of the page.
var table = []client{
	{"go-redis", "tcp", goClient("go-redis"), asked},
	{"rueidis", "tcp", goClient("rueidis"), asked},
	{"redigo", "tcp", goClient("redigo"), asked},
	{"node-redis", "tcp", nodeClient("redis"), asked},
	{"ioredis", "tcp", nodeClient("ioredis"), asked},
	{"redis-py", "unix", library("resp.py", redisPy, redisPyVersion), listed},
	{"phpredis", "unix", library("resp.php", phpredis, phpredisVersion), listed},
	{"hiredis", "unix", library("resp.c", hiredis, hiredisVersion), listed},
	{"redis-cli", "tcp", redisProgram("redis-cli", "", "MGET", "the", "zyzzyva"), "^1000\n\n$"},
	{"redis-cli -3", "tcp", redisProgram("redis-cli", "", "-3", "MGET", "the", "zyzzyva"), "^1000\n\n$"},
	{"redis-cli, typed", "tcp", redisProgram("redis-cli", "mget the zyzzyva\nhelp unusual\n"),
		"(?s)^1000\n\n.*UNUSUAL.*n word \\[word ...\\].*The n least frequent of the words"},
	{"redis-cli --pipe", "tcp", redisProgram("redis-cli", "*1\r\n$4\r\nPING\r\n", "--pipe"),
		"\nerrors: 0, replies: 1\n$"},
	{"redis-cli --stat", "tcp", stat, `^2 +\d+\.\d+M +1 +0 +\d+ `},
	{"redis-benchmark", "tcp", redisProgram("redis-benchmark", "", "-n", "1000", "-c", "5", "-q", "-t", "ping,get"), threeTests},
	{"redis-benchmark -3", "tcp", redisProgram("redis-benchmark", "", "-3", "-n", "1000", "-c", "5", "-q", "-t", "ping,get"), threeTests},
}

// threeTests is what redis-benchmark prints: a line for each test.
const threeTests = `(?s)PING_INLINE: \d.* requests per second.*PING_MBULK: \d.* requests per second.*GET: \d.* requests per second`

// Every client works with the server as with Redis, and the page says what it
// sends for that.
func TestClients(t *testing.T) {
	stagetest.SkipUnderRace(t, "other tests talk to the same servers under it")
	server := stagetest.Start(t, stagetest.Find(t, 4), "-words", wordList(t))
	var installing sync.WaitGroup
	defer installing.Wait()
	installing.Go(func() { installPackages() }) // while others are built
	for _, client := range table {
		t.Run(client.name, func(t *testing.T) {
			p := newProxy(t, client.network, server.Address)
			version, output := client.run(t, p.Addr().String())
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

func goClient(name string) func(t *testing.T, address string) (string, string) {
	return func(t *testing.T, address string) (string, string) {
		program := stagetest.ProgramIn(t, "tui/internal/test/clients/go")
		return split(t, stagetest.Run(t, "", program, name, address))
	}
}

func nodeClient(name string) func(t *testing.T, address string) (string, string) {
	return func(t *testing.T, address string) (string, string) {
		node, folder := stagetest.Need(t, "node"), nodePackages(t)
		return split(t, stagetest.Run(t, "", node, filepath.Join(folder, "ask.mjs"), name, address))
	}
}

// nodePackages returns a copy of the folder node with the packages installed.
func nodePackages(t *testing.T) string {
	stagetest.Need(t, "npm")
	folder, err := installPackages()
	if err != nil {
		stagetest.Missing(t, "Node's clients cannot be installed: "+err.Error())
	}
	return folder
}

var installPackages = sync.OnceValues(func() (folder string, err error) {
	folder = filepath.Join(stagetest.Folder(), "node")
	if err := os.CopyFS(folder, os.DirFS("node")); err != nil {
		return "", err
	}
	install := exec.Command("npm", "ci", "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund")
	install.Dir = folder
	if out, err := install.CombinedOutput(); err != nil {
		return "", fmt.Errorf("%w: %s", err, out)
	}
	return folder, nil
})

// library runs one of part 6's clients, which ask through a library.
func library(file string, command func(t *testing.T, file string) []string,
	version func(t *testing.T) string) func(t *testing.T, address string) (string, string) {
	return func(t *testing.T, address string) (string, string) {
		program := append(command(t, part6(t, "clients/"+file)), address)
		got := stagetest.Run(t, "the zyzzyva quick\n", program[0], program[1:]...)
		if got.Code != 0 || got.Errors != "" {
			t.Fatalf("exit code %d, %s", got.Code, got.Errors)
		}
		return version(t), got.Output
	}
}

// redisProgram runs a program of Redis itself.
func redisProgram(name, input string, arguments ...string) func(t *testing.T, address string) (string, string) {
	return func(t *testing.T, address string) (string, string) {
		path := stagetest.Need(t, name)
		host, port, _ := net.SplitHostPort(address)
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
func stat(t *testing.T, address string) (version, output string) {
	path := stagetest.Need(t, "redis-cli")
	host, port, _ := net.SplitHostPort(address)
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
