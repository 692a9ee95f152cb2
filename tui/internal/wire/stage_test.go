package wire

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"wallsockets/tui/internal/course"
)

// start builds and starts a stage's server, and kills it at the end of the test.
func start(t *testing.T, stage course.Stage) Address {
	t.Helper()
	program := filepath.Join(t.TempDir(), "server")
	build := exec.Command("go", "build", "-o", program, "wallsockets/"+stage.ID+"/server")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %v\n%s", build.Args, err, out)
	}
	argument := "0"
	if stage.Network == "unix" {
		argument = free(t, "unix")
	}
	command := exec.Command(program, argument)
	out, err := command.StdoutPipe()
	if err == nil {
		err = command.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { command.Process.Kill(); command.Wait() })
	line, err := bufio.NewReader(out).ReadString('\n')
	address, ok := strings.CutPrefix(strings.TrimSpace(line), "listening on ")
	if !ok {
		t.Fatalf("the server prints %q, %v", line, err)
	}
	go io.Copy(io.Discard, out)
	return Address{stage.Network, address}
}

// The servers of the series answer through a tap as they do without one.
func TestStages(t *testing.T) {
	for _, number := range []string{"1", "3", "5"} {
		stage, err := course.Find(number)
		if err != nil {
			t.Fatal(err)
		}
		t.Run(stage.ID, func(t *testing.T) {
			tapped, r := tap(t, start(t, stage))
			first := 1
			for i, exchange := range stage.Demo {
				client := dial(t, tapped)
				send(t, client, exchange.Send+"\n")
				got, err := io.ReadAll(client)
				if string(got) != exchange.Want || err != nil {
					t.Errorf("the answer to %q is %q, %v, want %q", exchange.Send, got, err,
						exchange.Want)
				}
				client.Close()
				events := until(t, r, first+5)[first-1:]
				first += len(events)
				question, answer := exchange.Send+"\n", exchange.Want
				checkStory(t, events, fmt.Sprintf(`
					#%[1]d client> connected
					#%[1]d server> accepted
					#%[1]d client> %[2]d %[3]q
					#%[1]d server> %[4]d %[5]q
					#%[1]d server> half-closed
					#%[1]d client> closed
				`, i+1, len(question), question, len(answer), answer))
			}
		})
	}
}

// A Redis client can pipeline requests on one connection.
func TestRESP(t *testing.T) {
	stage, err := course.Find("5")
	if err != nil {
		t.Fatal(err)
	}
	tapped, r := tap(t, start(t, stage))
	client := dial(t, tapped)
	for range 3 {
		send(t, client, "*1\r\n$4\r\nPING\r\n*2\r\n$3\r\nGET\r\n$7\r\nzyzzyva\r\n")
		expect(t, client, "+PONG\r\n$-1\r\n")
	}
	send(t, client, "*1\r\n$4\r\nQUIT\r\n")
	expect(t, client, "+OK\r\n")
	if text := story(r.From(1)); !strings.Contains(text,
		`client> 40 "*1\r\n$4\r\nPING\r\n*2\r\n$3\r\nGET\r\n$7\r\nzyzzyva\r\n"`) {
		t.Errorf("recorded:\n%s", text)
	}
}

// HTTP passes, too.
func TestHTTP(t *testing.T) {
	web := httptest.NewServer(http.HandlerFunc(
		func(w http.ResponseWriter, r *http.Request) {
			fmt.Fprint(w, "you asked for ", r.URL.Path)
		}))
	defer web.Close()
	target, err := url.Parse(web.URL)
	if err != nil {
		t.Fatal(err)
	}
	tapped, r := tap(t, Address{"tcp", target.Host})
	client := &http.Client{Transport: &http.Transport{}}
	defer client.CloseIdleConnections()
	for _, path := range []string{"/whale", "/quick"} {
		answer, err := client.Get("http://" + tapped.Addr() + path)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(answer.Body)
		answer.Body.Close()
		if string(body) != "you asked for "+path || err != nil {
			t.Errorf("the answer to %s is %q, %v", path, body, err)
		}
	}
	if text := story(r.From(1)); !strings.Contains(text, `"GET /whale HTTP/1.1\r\n`) ||
		!strings.Contains(text, `\r\n\r\nyou asked for /quick"`) {
		t.Errorf("recorded:\n%s", text)
	}
}
