//go:build linux

package promise

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/textproto"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"wallsockets/tui/internal/test/stagetest"
)

// workers is how many pages PHP's process manager makes at a time. It is the
// default on Debian, and few enough for a hanging server to block them all.
const workers = 5

// manager is PHP-FPM with the page of part 6, as behind a web server.
type manager struct {
	t      testing.TB
	socket string
	client string // a program that asks it, as a web server does
}

// startManager starts it for the server on path, until the test ends.
func startManager(t testing.TB, path string) *manager {
	t.Helper()
	program, client := fpmProgram(t), stagetest.Need(t, "cgi-fcgi")
	folder := t.TempDir()
	m := &manager{t, stagetest.SocketPath(t), client}
	settings := fmt.Sprintf(`[global]
error_log = /dev/stderr
[page]
user = root
group = root
listen = %s
pm = static
pm.max_children = %d
pm.status_path = /status
env[WALLSOCKETS_SOCKET] = "%s"
`, m.socket, workers, path)
	file := filepath.Join(folder, "fpm.conf")
	if err := os.WriteFile(file, []byte(settings), 0o600); err != nil {
		t.Fatal(err)
	}
	var log stagetest.Lines
	ended := make(chan struct{})
	command := exec.Command(program, "--nodaemonize", "--allow-to-run-as-root", "--fpm-config", file)
	command.Stderr = &log
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		command.Wait() // the state is in ProcessState
		close(ended)
	}()
	t.Cleanup(func() {
		command.Process.Signal(syscall.SIGTERM)
		select {
		case <-ended:
		case <-time.After(stagetest.Patience):
			t.Errorf("php-fpm does not end: %s", &log)
			command.Process.Kill()
		}
	})
	if _, err := log.WaitFor("ready to handle connections", ended); err != nil {
		t.Fatalf("php-fpm: %v: %s", err, &log)
	}
	return m
}

// fpmProgram returns the path of PHP's process manager. On Debian the name
// contains the version.
func fpmProgram(t testing.TB) string {
	t.Helper()
	found, _ := filepath.Glob("/usr/sbin/php-fpm*")
	if len(found) > 0 {
		return found[len(found)-1]
	}
	return stagetest.Need(t, "php-fpm")
}

// ask sends a request as a web server does and returns the status and the body.
func (m *manager) ask(script, query string) (status int, body string) {
	ctx, cancel := context.WithTimeout(context.Background(), stagetest.Patience)
	defer cancel()
	command := exec.CommandContext(ctx, m.client, "-bind", "-connect", m.socket)
	command.Env = []string{"REQUEST_METHOD=GET", "SCRIPT_NAME=" + script,
		"SCRIPT_FILENAME=" + script, "QUERY_STRING=" + query}
	output, err := command.Output()
	if err != nil {
		m.t.Errorf("%v: %v", command.Args, err)
		return 0, ""
	}
	head, body, _ := strings.Cut(string(output), "\r\n\r\n")
	status = http.StatusOK
	for line := range strings.SplitSeq(head, "\r\n") {
		if name, value, _ := strings.Cut(line, ": "); textproto.CanonicalMIMEHeaderKey(name) == "Status" {
			status, _ = strconv.Atoi(strings.Fields(value)[0])
		}
	}
	return status, body
}

// load asks for many pages at once, each with a word of its own.
func (m *manager) load(times, status int, text string) {
	m.t.Helper()
	page, err := filepath.Abs(filepath.Join(stagetest.Root(), "part6-php", "web", "index.php"))
	if err != nil {
		m.t.Fatal(err)
	}
	var loads sync.WaitGroup
	for i := range times {
		loads.Go(func() {
			word := fmt.Sprint("whale", i)
			got, body := m.ask(page, "words="+word)
			if got != status || !strings.Contains(body, ">"+word+"</textarea>") ||
				!strings.Contains(body, text) {
				m.t.Errorf("%s: %d and %q, want %d and %q", word, got, body, status, text)
			}
		})
	}
	loads.Wait()
}

// busy returns how many workers have a request, without the one that answers.
func (m *manager) busy() int {
	_, body := m.ask("/status", "json")
	var status struct {
		Active int `json:"active processes"`
	}
	if err := json.Unmarshal([]byte(body), &status); err != nil {
		m.t.Errorf("the status is %q: %v", body, err)
	}
	return status.Active - 1
}

// Five workers answer a hundred loads at once, and none hangs afterwards, not even
// if the word server drips and never ends.
func TestPromisePageLoads(t *testing.T) {
	for _, test := range []struct {
		name   string
		path   func(t *testing.T) string
		times  int
		status int
		text   string
	}{
		{"answered", func(t *testing.T) string {
			return stagetest.Start(t, stagetest.Find(t, 6)).Address
		}, pageLoads, http.StatusOK, `<dd id="total">1</dd>`},
		{"given up", drip, 2 * workers, http.StatusGatewayTimeout, "Sorry: "},
	} {
		t.Run(test.name, func(t *testing.T) {
			stagetest.NothingLeft(t)
			m := startManager(t, test.path(t))
			began := time.Now()
			limit := time.Duration(test.times/workers)*2*time.Second + 5*time.Second
			m.load(test.times, test.status, test.text)
			took, hung := time.Since(began), 0
			stagetest.Poll(func() bool {
				hung = m.busy()
				return hung == 0 || time.Since(began) > limit*slow()
			})
			promise(t, !t.Failed() && took <= limit*slow() && hung == 0,
				"page loads at once, 5 workers of PHP-FPM, "+test.name,
				fmt.Sprintf("all, and no worker is busy after %v", limit),
				"%d in %s, %d busy", test.times, milliseconds(took), hung)
		})
	}
}
