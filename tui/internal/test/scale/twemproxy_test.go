//go:build linux

package scale

import (
	"bufio"
	"compress/gzip"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"wallsockets/part3-threads/frequency"
	"wallsockets/tui/internal/test/stagetest"
)

// odd are words whose bytes a hash may treat in another way, and forms that a list
// may have of them.
const odd = "größe 5\nGRO\u0308SSE 6\nΤΟΥΣ 7\nnaïve 8\n\"ice cream\" 9\ndon’t 1\n日本 2\n"

// Three servers behind twemproxy, each with a share of the list, answer as one
// server does that has all of it.
func TestShares(t *testing.T) {
	stagetest.SkipUnderRace(t, "the proxy and the servers are other programs")
	stagetest.NothingLeft(t)
	program := stagetest.Need(t, "nutcracker")
	list := wordList(t, embedded(t)+odd)
	folder := split(t, list)
	one := stagetest.Start(t, stagetest.Find(t, 4), "-words", list)
	limits := strings.Fields(fromPage(t, "`(-max-word [^`]*)`"))
	var servers []*stagetest.Server
	for i := range 3 {
		servers = append(servers, startReplica(t, i+1, filepath.Join(folder, fmt.Sprintf("share-%d", i)), limits...))
	}
	startProxy(t, "tcp", behindTwemproxy, exec.Command(program, "-c", configuration(t, "nutcracker.yml"),
		"-a", "127.0.6.11", "-s", "9984", "-o", filepath.Join(folder, "log"), "-p", filepath.Join(folder, "pid")))

	whole, shared := connect(t, one.Address), connect(t, behindTwemproxy)
	words := append(folded(t, list), "zyzzyva", "größer")
	for batch := range slices.Chunk(words, 500) {
		want, got := whole.ask("MGET", batch...), shared.ask("MGET", batch...)
		if got != want {
			t.Fatalf("%.60q: %.200q, one server: %.200q", batch, got, want)
		}
	}
	t.Logf("%d words", len(words))

	// With the limits of README.md no request ends the connection to a server, on
	// which there are requests of other clients.
	long := connect(t, behindTwemproxy)
	if got := long.ask("GET", strings.Repeat("x", 16_000)); got != "$-1\r\n" {
		t.Errorf("a word of 16,000 bytes: %.200q", got)
	}
	many := slices.Repeat([]string{strings.Repeat("x", 100)}, 2000)
	if got := long.ask("MGET", many...); got[0] != '*' {
		t.Errorf("2,000 words of 100 bytes: %.200q", got)
	}
	fmt.Fprintf(long, "*2\r\n$3\r\nGET\r\n$16384\r\n%16384d\r\n", 0)
	if _, err := long.from.ReadByte(); err == nil {
		t.Error("twemproxy takes a word of 16,384 bytes")
	}

	// A word whose server is dead is an error, not a word that was never seen.
	servers[1].Signal(syscall.SIGKILL)
	servers[1].Exit()
	for word, want := range map[string]string{"the": "$6\r\n165145\r\n", "whale": "-ERR Connection refused\r\n"} {
		// The first error is that of the connection that was cut.
		shared.ask("GET", word)
		if got := shared.ask("GET", word); got != want {
			t.Errorf("%q, one of three servers dead: %q, want %q", word, got, want)
		}
	}
}

// embedded returns the list that the servers have by themselves.
func embedded(t *testing.T) string {
	t.Helper()
	file, err := os.Open(filepath.Join(stagetest.Checkout(t), "part3-threads", "frequency", "words.tsv.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	unzipped, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	list, err := io.ReadAll(unzipped)
	if err != nil {
		t.Fatal(err)
	}
	return string(list)
}

// split splits the list with the counter, and returns the folder of the shares.
func split(t *testing.T, list string) string {
	t.Helper()
	folder, counter := t.TempDir(), stagetest.ProgramIn(t, "part3-threads/frequency/count")
	command := exec.Command(counter, "-split", "3", list)
	command.Dir = folder
	if out, err := command.CombinedOutput(); err != nil || len(out) > 0 {
		t.Fatalf("%v: %s", err, out)
	}
	return folder
}

// folded returns the words of a list in the form in which a client must ask
// twemproxy for them.
func folded(t *testing.T, list string) (words []string) {
	t.Helper()
	table, err := frequency.ReadFile(list)
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	if err := table.Write(&text); err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(text.String()) {
		word, _, _ := strings.Cut(line, "\t")
		words = append(words, word)
	}
	return words
}

// session is a connection that speaks RESP.
type session struct {
	t *testing.T
	net.Conn
	from *bufio.Reader
}

func connect(t *testing.T, address string) *session {
	t.Helper()
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	conn.SetDeadline(time.Now().Add(stagetest.Patience))
	return &session{t, conn, bufio.NewReader(conn)}
}

// ask sends a request and returns the reply as it is on the wire.
func (s *session) ask(command string, words ...string) string {
	s.t.Helper()
	request := fmt.Sprintf("*%d\r\n$%d\r\n%s\r\n", 1+len(words), len(command), command)
	for _, word := range words {
		request += fmt.Sprintf("$%d\r\n%s\r\n", len(word), word)
	}
	if _, err := io.WriteString(s, request); err != nil {
		s.t.Fatal(err)
	}
	return s.reply()
}

// reply reads a reply: a line, a count, or an array of them.
func (s *session) reply() string {
	s.t.Helper()
	text := s.line()
	switch {
	case text[0] == '$' && text != "$-1\r\n":
		text += s.line()
	case text[0] == '*':
		n, _ := strconv.Atoi(strings.TrimSpace(text[1:]))
		for range n {
			text += s.reply()
		}
	}
	return text
}

func (s *session) line() string {
	s.t.Helper()
	line, err := s.from.ReadString('\n')
	if err != nil {
		s.t.Fatal(err)
	}
	return line
}
