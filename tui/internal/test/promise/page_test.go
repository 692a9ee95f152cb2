//go:build linux

package promise

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"wallsockets/part3-threads/frequency"
	"wallsockets/part4-security/limits"
	"wallsockets/tui/internal/test/stagetest"
)

// page is php's web server with the page of part 6.
type page struct {
	t      testing.TB
	url    string
	client *os.Process
}

// startPage serves the page for the server on path until the test ends.
func startPage(t testing.TB, path string, settings ...func(*exec.Cmd)) *page {
	t.Helper()
	stagetest.Need(t, "php")
	command := exec.Command(stagetest.Program(t, stagetest.Find(t, 6), "client"), "-web", path)
	for _, set := range settings {
		set(command)
	}
	output, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		command.Process.Signal(syscall.SIGTERM)
		if err := command.Wait(); err != nil {
			t.Errorf("the page ends with %v", err)
		}
		http.DefaultClient.CloseIdleConnections()
	})
	line, err := bufio.NewReader(output).ReadString('\n')
	url, found := strings.CutPrefix(strings.TrimSpace(line), "serving ")
	if err != nil || !found {
		t.Fatalf("the page printed %q, %v", line, err)
	}
	return &page{t, url, command.Process}
}

// get asks for words and returns the status, the body and how long it took.
func (p *page) get(words string) (status int, body string, took time.Duration) {
	ctx, cancel := context.WithTimeout(context.Background(), stagetest.Patience)
	defer cancel()
	began := time.Now()
	address := p.url + "?" + url.Values{"words": {words}}.Encode()
	request, err := http.NewRequestWithContext(ctx, "GET", address, nil)
	if err != nil {
		p.t.Error(err)
		return 0, "", 0
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		p.t.Error(err)
		return 0, "", 0
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		p.t.Error(err)
	}
	return response.StatusCode, string(text), time.Since(began)
}

// attacks are words that a browser would obey if they were not escaped.
var attacks = []string{
	`<script>alert(1)</script>`, `"><script>alert(1)</script>`, `'><img src=x onerror=alert(1)>`,
	`<svg/onload=alert(1)>`, `" autofocus onfocus="alert(1)`, `' onfocus='alert(1)`, `<!--`,
	`</title><script>alert(1)</script>`, `</style><b>`, `<iframe srcdoc="<b>">`, `<base href=//x>`,
	`<a href="javascript:alert(1)">`, `&lt;script&gt;`, `&#60;b&#62;`, `<?php system("id") ?>`,
	"\xc0\xbcscript\xc0\xbe", "\xff<b>", "\xf0\"><b>", "<b>\u2028</b>", "\u202e>tpircs<",
	// The server takes a line like this for a browser's; a line holds no 6,000 bytes.
	"the whale HTTP/1.1", strings.Repeat("鲸，海。", 500),
}

// Words stay words on the page. They do not change its markup, whatever the real
// server answers.
func TestPromiseClientBytesOnThePage(t *testing.T) {
	stagetest.NothingLeft(t)
	s := stagetest.Start(t, stagetest.Find(t, 6))
	p := startPage(t, s.Address)
	none, row := p.markup("!"), p.markup("a")
	for i := range row {
		row[i] -= none[i]
	}
	random := rand.New(rand.NewPCG(3, uint64(time.Now().UnixNano())))
	texts := append(stagetest.Payloads(), attacks...)
	for range few(fuzzedPages) {
		attack := attacks[random.IntN(len(attacks))]
		texts = append(texts, string(mutate(random, []byte(attack)))+string(hostileLine(random)))
	}
	for _, text := range texts {
		if strings.Trim(text, " \n\r\t\v\x00") == "" {
			continue // no question
		}
		want := none
		for range different(text) {
			for i := range want {
				want[i] += row[i]
			}
		}
		if got := p.markup(text); got != want {
			t.Errorf("%q: the page has %v of <>\"', want %v", text, got, want)
		}
	}
	promise(t, !t.Failed(), "client bytes on the page", "no markup but the page's own",
		"0 in %d pages", len(texts))
}

// different returns how many rows the page has for a text: one for each different
// word that fits in a line.
func different(text string) int {
	rows := make(map[string]bool)
	for _, word := range frequency.Words([]byte(text)) {
		if len(word) <= limits.MaxLine {
			rows[string(word)] = true
		}
	}
	return len(rows)
}

// markup counts the characters that can begin or end a tag or an attribute.
func (p *page) markup(words string) (counts [4]int) {
	_, body, _ := p.get(words)
	for i, c := range []string{"<", ">", `"`, "'"} {
		counts[i] = strings.Count(body, c)
	}
	return counts
}

// Whatever is wrong with the server, the page comes in time and says what it is.
func TestPromisePageUnderFaults(t *testing.T) {
	worst, limit := time.Duration(0), 2*time.Second*slow()
	for _, fault := range pageFaults {
		t.Run(fault.name, func(t *testing.T) {
			stagetest.NothingLeft(t)
			path, settings := fault.start(t)
			p := startPage(t, path, settings...)
			status, body, took := p.get("the")
			if status < 500 || !strings.Contains(body, "Sorry: ") ||
				!strings.Contains(body, fault.sentence) || took > limit {
				t.Errorf("got %d and %q after %v, want %q within %v", status, body, took,
					fault.sentence, limit)
			}
			if status, _, _ := p.get(""); status != http.StatusOK {
				t.Errorf("the next page: %d", status)
			}
			t.Logf("%s: %v", fault.name, took)
			worst = max(worst, took)
		})
	}
	promise(t, !t.Failed(), "page while the server is at fault",
		fmt.Sprintf("what is wrong, within %g s", limit.Seconds()), "%d faults, the slowest %s",
		len(pageFaults), milliseconds(worst))
}
