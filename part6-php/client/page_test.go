//go:build unix

package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"math"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"
)

// A site is a running client -web.
type site struct {
	cmd    *exec.Cmd
	url    string
	php    int          // the process that it runs
	stderr bytes.Buffer // not to be read before the client has ended
}

// startSite starts client -web and waits until it serves the page.
func startSite(t *testing.T, cmd *exec.Cmd) *site {
	t.Helper()
	s := &site{cmd: cmd}
	cmd.Stderr = &s.stderr
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(stdout).ReadString('\n')
	address := regexp.MustCompile(`^serving (http://127\.0\.0\.1:\d+/)\n$`).
		FindStringSubmatch(line)
	if address == nil {
		_ = cmd.Wait()
		t.Fatalf("first line %q (%v), want serving http://127.0.0.1:PORT/; "+
			"stderr %q", line, err, s.stderr.String())
	}
	s.url, s.php = address[1], childOf(t, cmd.Process.Pid)
	return s
}

// startPage serves the page for the server on path until the test ends.
func startPage(t *testing.T, path string) *site {
	t.Helper()
	needPHP(t)
	s := startSite(t, client(t, "-web", path))
	t.Cleanup(func() { s.stop(t, syscall.SIGTERM) })
	return s
}

// stop ends the client and checks that it leaves nothing behind.
func (s *site) stop(t *testing.T, sig syscall.Signal) {
	t.Helper()
	if err := s.cmd.Process.Signal(sig); err != nil {
		t.Errorf("end the client: %v", err)
	}
	if err := s.cmd.Wait(); err != nil {
		t.Errorf("%v: the client ended with %v, want exit code 0", sig, err)
	}
	if s.stderr.Len() > 0 {
		t.Errorf("stderr %q, want nothing", s.stderr.String())
	}
	checkGone(t, s.php)
	checkEmpty(t, s.cmd)
}

// A page is what a browser gets.
type page struct {
	status int
	header http.Header
	body   string
}

// get requests the page with one parameter in the address, as a link does.
func (s *site) get(t *testing.T, name, value string) page {
	t.Helper()
	query := url.Values{name: {value}}.Encode()
	return s.request(t, "GET", "?"+query, "")
}

// post sends the form.
func (s *site) post(t *testing.T, text string) page {
	t.Helper()
	return s.request(t, "POST", "?", url.Values{"words": {text}}.Encode())
}

// An answer is what a program gets as JSON.
type answer struct {
	status                           int
	Error                            string
	Total, Unseen, LeftOut, Requests int
	Average                          float64
	Words                            []struct {
		Word             string
		Count, InText    int
		PerMillion, Zipf float64
	}
}

// ask sends the form and wants JSON, as page.js does.
func (s *site) ask(t *testing.T, text string) answer {
	t.Helper()
	got := s.request(t, "POST", "?format=json",
		url.Values{"words": {text}}.Encode())
	if kind := got.header.Get("Content-Type"); kind != "application/json" {
		t.Errorf("Content-Type: %s, want application/json", kind)
	}
	a := answer{status: got.status}
	if err := json.Unmarshal([]byte(got.body), &a); err != nil {
		t.Errorf("%v in %q", err, got.body)
	}
	return a
}

// words returns the words in their order.
func (a answer) words() string {
	var words []string
	for _, word := range a.Words {
		words = append(words, word.Word)
	}
	return strings.Join(words, " ")
}

// request sends a form, which may be empty.
func (s *site) request(t *testing.T, method, query, form string) page {
	t.Helper()
	return s.send(t, method, query, "application/x-www-form-urlencoded", form)
}

func (s *site) send(t *testing.T, method, query, kind, body string) page {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, method, s.url+query,
		strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", kind)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatalf("get the page: %v", err)
	}
	defer response.Body.Close()
	content, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatalf("get the page: %v", err)
	}
	return page{response.StatusCode, response.Header, string(content)}
}

func TestPage(t *testing.T) {
	f := startFake(t, words)
	s := startPage(t, f.path)
	got := s.get(t, "words", "the größe")
	if got.status != http.StatusOK {
		t.Errorf("status %d, want 200", got.status)
	}
	for _, want := range []string{
		`<html lang="en">`, `<title>Word frequencies</title>`,
		`<meta name="viewport"`, `>the größe</textarea>`,
		`<span class="word">größe</span>`, `<rect width="4.83" height="1"/>`,
		`<span class="zipf">4.83</span>`, `>12,345</td>`, `>67.8</td>`,
		`<dd id="total">2</dd>`, `<dd id="average">67.8</dd>`,
	} {
		if !strings.Contains(got.body, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	const kind = "text/html; charset=UTF-8"
	if got := got.header.Get("Content-Type"); got != kind {
		t.Errorf("Content-Type: %s, want %s", got, kind)
	}
	const policy = "default-src 'none'; style-src 'self'; script-src 'self'; " +
		"connect-src 'self'; form-action 'self'; base-uri 'none'; " +
		"frame-ancestors 'none'"
	if got := got.header.Get("Content-Security-Policy"); got != policy {
		t.Errorf("Content-Security-Policy: %s, want %s", got, policy)
	}
	if sent := f.requests(); !slices.Equal(sent, []string{"the größe\n"}) {
		t.Errorf("sent %q, want one line", sent)
	}
}

// TestNoQuestion requests the page without a question.
func TestNoQuestion(t *testing.T) {
	f := startFake(t, words)
	s := startPage(t, f.path)
	for _, parameter := range [][2]string{
		{"other", "x"}, {"words", ""}, {"words", " \n\t"}, {"words[]", "x"},
		{"words[a][b]", "x"},
	} {
		got := s.get(t, parameter[0], parameter[1])
		if got.status != http.StatusOK ||
			!strings.Contains(got.body, `<form method="post"`) ||
			!strings.Contains(got.body, `<div id="answer" hidden>`) ||
			strings.Contains(got.body, "Sorry") {
			t.Errorf("%q: got %d and %q, want only the form", parameter,
				got.status, got.body)
		}
	}
	if sent := f.requests(); len(sent) > 0 {
		t.Errorf("sent %q, want nothing", sent)
	}
}

// TestProgramWithoutWords asks for JSON without a text. An empty text is one.
func TestProgramWithoutWords(t *testing.T) {
	f := startFake(t, words)
	s := startPage(t, f.path)
	const form = "application/x-www-form-urlencoded"
	for _, test := range []struct {
		query, kind, body string
		status            int
	}{
		{"?format=json", form, "", 400},
		{"?format=json", "application/json", `{"words": "the"}`, 400},
		{"?format=json", "text/plain", "words=the", 400},
		{"?format=json", form, "words[]=the", 400},
		{"?format=json&words[]=the", form, "", 400},
		{"?format=json&words=", form, "", 200},
		{"?format=json", form, "words=", 200},
		{"", "application/json", `{"words": "the"}`, 200},
	} {
		got := s.send(t, "POST", test.query, test.kind, test.body)
		if got.status != test.status || (test.status == http.StatusBadRequest) !=
			strings.Contains(got.body, `{"error":"there is no text; send words=`) {
			t.Errorf("%q, %s %q: got %d and %.3000q, want %d", test.query, test.kind,
				test.body, got.status, got.body, test.status)
		}
	}
	if sent := f.requests(); len(sent) > 0 {
		t.Errorf("sent %q, want nothing", sent)
	}
}

// TestNoSuchPage asks for what there is not, which is no question for the server.
func TestNoSuchPage(t *testing.T) {
	f := startFake(t, words)
	s := startPage(t, f.path)
	for address, want := range map[string]struct {
		status int
		text   string
	}{
		"index.php":                    {200, "<form"},
		"?format=":                     {200, "<form"},
		"nosuch":                       {404, "there is no such page; the page is at /\n"},
		"nosuch?words=the&format=json": {404, "there is no such page"},
		"index.php/nosuch":             {404, "there is no such page"},
		"?words=the&format=xml":        {400, "Sorry: there is no such format; send format=json"},
		"?words=the&format[]=json":     {400, "Sorry: there is no such format"},
	} {
		got := s.request(t, "GET", address, "")
		if got.status != want.status || !strings.Contains(got.body, want.text) {
			t.Errorf("%s: got %d and %.300q, want %v", address, got.status, got.body, want)
		}
	}
	if sent := f.requests(); len(sent) > 0 {
		t.Errorf("sent %q, want nothing", sent)
	}
}

func TestTooLong(t *testing.T) {
	f := startFake(t, words)
	s := startPage(t, f.path)
	const longest = 64 * 1024
	for size, want := range map[int]int{
		longest: 200, longest + 1: 413, 10_000_000: 413,
	} {
		got := s.post(t, strings.Repeat("a ", size)[:size-1]+"!")
		if got.status != want ||
			strings.Contains(got.body, "Sorry: the text is longer") != (want == 413) ||
			strings.Contains(got.body, "Warning") {
			t.Errorf("%d bytes: got %d and %.3000q, want %d", size, got.status,
				got.body, want)
		}
	}
	if sent := f.requests(); len(sent) != 16 {
		t.Errorf("sent %d requests, want 16", len(sent))
	}
}

// TestNoSettings sends what PHP warns about before index.php runs, to a PHP without
// a php.ini: by default it prints warnings into the page.
func TestNoSettings(t *testing.T) {
	needPHP(t)
	cmd := client(t, "-web", startFake(t, words).path)
	cmd.Env = slices.Insert(cmd.Env, 0, "PHPRC=/dev/null")
	s := startSite(t, cmd)
	defer s.stop(t, syscall.SIGTERM)
	const form = "application/x-www-form-urlencoded"
	for name, test := range map[string]struct {
		kind, body string
		status     int
	}{
		"9 MB":           {form, "words=" + strings.Repeat("a ", 4_500_000), 413},
		"1500 variables": {form, "words=the" + strings.Repeat("&x[]=", 1500), 200},
		"no boundary":    {"multipart/form-data", "the", 200},
	} {
		got := s.send(t, "POST", "?", test.kind, test.body)
		if got.status != test.status || !strings.HasPrefix(got.body, "<!DOCTYPE") ||
			got.header.Get("Content-Security-Policy") == "" {
			t.Errorf("%s: got %d, %s and %.300q, want %d and the page", name,
				got.status, got.header, got.body, test.status)
		}
	}
}

// TestLongText compares the page's answer to a long text, in many requests, with
// the server's to the same text in one.
func TestLongText(t *testing.T) {
	path := startServer(t, "-max-line", "100000")
	s := startPage(t, path)
	// Texts in which a space is rare, or none.
	texts := []string{
		strings.Repeat("鲸鱼，大海。", 700), strings.Repeat("whale—sea—", 500),
		strings.Repeat("ปลา\u200bทะเล\u200b", 500), separators(),
		strings.Repeat("l’été d՚été d‐été ", 500), strings.Repeat("鲸\xe9鱼\xe2\x82", 700),
	}
	pieces := []string{"the", "Whale", "don't", "re-read", "zyzzyva", "größe", "'",
		"-", " ", " ", " ", "\n", "\r\n", "\t", "*", "\x00", ", ", ". ", "語 ", "\xff",
		"\u00a0", "e\u0301", "2", "_", "`", "\u2019", "<b>", "\u200b"}
	random := rand.New(rand.NewPCG(6, 16))
	for range 8 {
		var text strings.Builder
		text.WriteString("of ")
		for text.Len() < 50_000 {
			text.WriteString(pieces[random.IntN(len(pieces))])
		}
		text.WriteString(" sea")
		texts = append(texts, text.String())
	}
	for _, text := range texts {
		got := s.ask(t, text)
		line := strings.NewReplacer("\r", " ", "\n", " ", "\x00", " ").Replace(text)
		_, summary, _ := strings.Cut(askDirectly(t, path, line), "\n# ")
		var total int
		var average float64
		_, _ = fmt.Sscanf(summary, "%d words, average %g per", &total, &average)
		wantWords := different(strings.Fields(summary)[9:])
		// Each request's average was rounded.
		if got.status != http.StatusOK || got.Total != total ||
			math.Abs(got.Average-average) > 0.11 ||
			got.words() != strings.Join(wantWords, " ") || got.Requests < 2 {
			t.Errorf("%.40q: got %d, average %v, in %d requests: %.200q, want %.300q",
				text, got.Total, got.Average, got.Requests, got.words(), summary)
		}
		inText := 0
		for _, word := range got.Words {
			inText += word.InText
		}
		if inText != got.Total || got.LeftOut != 0 {
			t.Errorf("%d words in rows and %d left out, want all %d", inText,
				got.LeftOut, got.Total)
		}
	}
}

// separators returns a text with each character but letters and their marks between
// two letters.
func separators() string {
	var text strings.Builder
	for r := range rune(unicode.MaxRune) {
		if unicode.In(r, unicode.N, unicode.Z, unicode.P, unicode.S, unicode.Cc,
			unicode.Cf) {
			text.WriteString("x" + string(r))
		}
	}
	return text.String()
}

// askDirectly sends one line to the server and returns the answer.
func askDirectly(t *testing.T, path, line string) string {
	t.Helper()
	conn, err := net.Dial("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(patience))
	if _, err := io.WriteString(conn, line+"\n"); err != nil {
		t.Fatal(err)
	}
	answer, err := io.ReadAll(conn)
	if err != nil {
		t.Fatal(err)
	}
	return string(answer)
}

// different returns each word where it comes first.
func different(words []string) (once []string) {
	for _, word := range words {
		if !slices.Contains(once, word) {
			once = append(once, word)
		}
	}
	return once
}

// TestLines looks at the lines that a long text becomes.
func TestLines(t *testing.T) {
	f := startFake(t, words)
	s := startPage(t, f.path)
	x := func(n int) string { return strings.Repeat("x", n) }
	for _, test := range []struct {
		text    string
		lines   []string
		leftOut int
	}{
		{x(4096), []string{x(4096)}, 0},
		{x(4097), nil, 1},
		{x(4095) + " a", []string{x(4095), "a"}, 0},
		{x(4094) + " a", []string{x(4094) + " a"}, 0},
		{"a " + x(4096), []string{"a", x(4096)}, 0},
		{x(5000) + " a\n" + x(5000) + " *b", []string{"a", "b"}, 2},
		{"a\u202e" + x(5000) + "\u2066b", []string{"a", "b"}, 1},
		{"a\u200d" + x(4092), []string{"a\u200d" + x(4092)}, 0},
		{"?! —", nil, 0},
	} {
		got := s.ask(t, test.text)
		var lines []string
		for _, line := range f.requests() {
			lines = append(lines, strings.TrimSuffix(line, "\n"))
		}
		if got.status != http.StatusOK || got.LeftOut != test.leftOut ||
			!slices.Equal(lines, test.lines) {
			t.Errorf("%.20q: got %d and the lines %.20q, %d words left out",
				test.text, got.status, lines, got.LeftOut)
		}
		note := !strings.Contains(s.post(t, test.text).body, `id="left-out" hidden`)
		if note != (test.leftOut > 0) {
			t.Errorf("%.20q: a note that words are left out: %t", test.text, note)
		}
		f.requests()
	}
}

// TestOneDeadline asks a server that takes its time with each of many lines, but
// never as long as the page is ready to wait.
func TestOneDeadline(t *testing.T) {
	t.Parallel()
	f := startFake(t, func(line string) string {
		<-time.After(600 * time.Millisecond)
		return words(line)
	})
	got := startPage(t, f.path).ask(t, strings.Repeat("the ", 10_000))
	if got.status != http.StatusGatewayTimeout ||
		!strings.Contains(got.Error, "within 1.5 seconds") {
		t.Errorf("got %d %q, want 504", got.status, got.Error)
	}
	if sent := f.requests(); len(sent) > 3 {
		t.Errorf("sent %d requests, want at most 3 in 1.5 seconds", len(sent))
	}
}

// TestEndlessWords gets answers to many lines, each of which is short enough, with
// words that are all different. PHP has 128 MiB of memory without a php.ini.
func TestEndlessWords(t *testing.T) {
	needPHP(t)
	var number atomic.Int64
	f := startFake(t, func(string) string {
		const rows = 20_000
		var b strings.Builder
		for range rows {
			fmt.Fprintf(&b, "%040d\t1\t1\t1\n", number.Add(1))
		}
		fmt.Fprintf(&b, "# %d words, average 1 per million\n", rows)
		return b.String()
	})
	cmd := client(t, "-web", f.path)
	cmd.Env = slices.Insert(cmd.Env, 0, "PHPRC=/dev/null")
	s := startSite(t, cmd)
	defer s.stop(t, syscall.SIGTERM)
	got := s.post(t, strings.Repeat("the ", 16_000))
	if got.status != http.StatusServiceUnavailable ||
		!strings.Contains(got.body, "the answer is longer than 1 MiB") {
		t.Errorf("got %d and %.3000q, want 503", got.status, got.body)
	}
}

// TestBacklogThatPasses asks a server that begins to accept a bit later.
func TestBacklogThatPasses(t *testing.T) {
	path, fd := fillBacklog(t)
	s := startPage(t, path)
	// A file closes its descriptor, and fillBacklog does, too: so use another one.
	fd, err := syscall.Dup(fd)
	if err != nil {
		t.Fatal(err)
	}
	file := os.NewFile(uintptr(fd), path)
	defer file.Close()
	ln, err := net.FileListener(file)
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	time.AfterFunc(300*time.Millisecond, func() {
		for {
			conn, err := ln.Accept()
			if err != nil {
				return // the test is over
			}
			go func() {
				defer conn.Close()
				line, err := bufio.NewReader(conn).ReadString('\n')
				if err == nil { // those that filled the queue send nothing
					_, _ = io.WriteString(conn, words(line))
				}
			}()
		}
	})
	if got := s.ask(t, "the"); got.status != http.StatusOK || got.words() != "the" {
		t.Errorf("got %+v, want an answer", got)
	}
}

// TestManyRows limits the page's rows, but not those of JSON.
func TestManyRows(t *testing.T) {
	s := startPage(t, startFake(t, words).path)
	var text strings.Builder
	for i := range 600 {
		fmt.Fprintf(&text, "w%d ", i)
	}
	rows := strings.Count(s.post(t, text.String()).body, `<th scope="row">`)
	all := len(s.ask(t, text.String()).Words)
	if rows != 500+1 || all != 600 { // one is page.js's template
		t.Errorf("%d rows and %d words in JSON, want 501 and 600", rows, all)
	}
}

// TestOtherFiles requests what the web server can serve beside the page.
func TestOtherFiles(t *testing.T) {
	s := startPage(t, startFake(t, words).path)
	for file, kind := range map[string]string{
		"style.css": "text/css", "page.js": "javascript",
	} {
		got := s.request(t, "GET", file, "")
		want, err := os.ReadFile("../web/" + file)
		if err != nil {
			t.Fatal(err)
		}
		if got.status != http.StatusOK || got.body != string(want) ||
			!strings.Contains(got.header.Get("Content-Type"), kind) {
			t.Errorf("%s: got %d, %s", file, got.status, got.header)
		}
	}
	for _, file := range []string{"WordClient.php", "Frequencies.php", "page.php"} {
		got := s.request(t, "GET", file+"?words=the", "")
		if got.status != http.StatusOK || got.body != "" {
			t.Errorf("%s: got %d and %q, want nothing", file, got.status, got.body)
		}
	}
}

// TestOneRequest tries to slip a second request to the server.
func TestOneRequest(t *testing.T) {
	f := startFake(t, words)
	s := startPage(t, f.path)
	for question, want := range map[string]string{
		"a\nSHUTDOWN":               "a SHUTDOWN\n",
		"a\r\nb":                    "a b\n",
		"a\rb":                      "a b\n",
		"a\x00b":                    "a b\n",
		"a\xff\n*b":                 "a b\n",
		"*2\r\n$4\r\nPING":          "2 4 PING\n",
		"\n*1":                      "1\n",
		"a\n\n\nb\nc":               "a b c\n",
		"a\u2028b\u0085c\vd":        "a b c d\n",
		"GET / HTTP/1.1\r\nHost: x": "GET HTTP 1 1 Host x\n",
	} {
		s.get(t, "words", question)
		if sent := f.requests(); !slices.Equal(sent, []string{want}) {
			t.Errorf("%q: sent %q, want %q", question, sent, want)
		}
	}
}

// markup counts the characters in the page that can begin or end a tag or an
// attribute. Words that are properly escaped do not change the counts.
func markup(p page) [4]int {
	return [4]int{strings.Count(p.body, "<"), strings.Count(p.body, ">"),
		strings.Count(p.body, `"`), strings.Count(p.body, "'")}
}

func TestScriptsStayText(t *testing.T) {
	oneWord := strings.NewReplacer("\n", " ", "\t", " ").Replace
	for name, answer := range map[string]string{
		"answer":  "%s\t1\t1.0\t1.00\n# 1 words, average 1.0 per million\n",
		"refusal": "# %s\n",
	} {
		var hostile atomic.Value // the text that the server answers with
		hostile.Store("harmless")
		s := startPage(t, startFake(t, func(string) string {
			return fmt.Sprintf(answer, hostile.Load())
		}).path)
		want := markup(s.get(t, "words", "harmless"))
		for _, payload := range payloads {
			word := oneWord(payload)
			hostile.Store(word)
			text := "the " + payload // the first word asks the server in any case
			for _, got := range []page{
				s.get(t, "words", text), s.post(t, text),
			} {
				if markup(got) != want {
					t.Errorf("%s: %q changes the markup (<>\"') from %v to %v",
						name, payload, want, markup(got))
				}
				shown := html.UnescapeString(got.body)
				if utf8.ValidString(word) &&
					!strings.Contains(shown, `<span class="word">`+word+"</span>") &&
					!strings.Contains(shown, "refused: "+word+"</p>") {
					t.Errorf("%s: the page does not show %q unchanged", name, payload)
				}
			}
			got := s.request(t, "GET", "?format=json&"+
				url.Values{"words": {text}}.Encode(), "")
			if strings.ContainsAny(got.body, "<>&") ||
				got.header.Get("Content-Type") != "application/json" {
				t.Errorf("%s: %q as JSON: %s %q, want no markup", name, payload,
					got.header.Get("Content-Type"), got.body)
			}
		}
	}
}

// TestAnswersOfOthers lets the page talk to other kinds of servers.
func TestAnswersOfOthers(t *testing.T) {
	const summary = "# 1 words, average 1.0 per million, most unusual " +
		"first: the\n"
	const more = "the\t1\t1.0\t1.00\n"
	const other = "not from the word server"
	nines := strings.Repeat("9", 400)
	for name, test := range map[string]struct{ answer, sentence string }{
		"refusal":        {"# busy: 1024 clients\n", "refused: busy: 1024"},
		"refusal end":    {"the\t1\t1.0\t1.00\n# gave up\n", "refused: gave up"},
		"a line more":    {more + more + summary, "the answer broke off"},
		"broken off":     {"the\t1\t1.0\t1.00\n", "the answer broke off"},
		"half a line":    {"the\t1\t1.0", "the answer broke off"},
		"half a summary": {more + "# 2 wo", "the answer broke off"},
		"no summary":     {more + "# ", "the answer broke off"},
		"half a refusal": {more + "# gave", "the answer broke off"},
		"part 1":         {"I got your message", other},
		"redis":          {"-ERR unknown command\r\n", "refused: unknown command</p>"},
		"no columns":     {"the\n" + summary, other},
		"no figures":     {"the\t<b>\t\"x\"\t<i>\n" + summary, other},
		"empty lines":    {"\n\n\n", other},
		"infinite":       {"the\t1\t" + nines + ".0\t1.00\n" + summary, other},
		"average":        {more + "# 1 words, average " + nines + ".0 per million\n", other},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := startFake(t, func(string) string { return test.answer })
			got := startPage(t, f.path).get(t, "words", "the")
			if got.status != http.StatusServiceUnavailable ||
				!strings.Contains(got.body, test.sentence) ||
				!strings.Contains(got.body, `<div id="answer" hidden>`) {
				t.Errorf("got %d and %q, want 503 and %q", got.status, got.body,
					test.sentence)
			}
		})
	}
}

func TestPageFaults(t *testing.T) {
	for _, fault := range faults {
		t.Run(fault.name, func(t *testing.T) {
			t.Parallel()
			path := fault.start(t)
			checkFault(t, startPage(t, path), fault)
		})
	}
}

// TestPathThatIsNone gives WordClient a path that would name another socket if PHP cut
// it off. The page's path comes from the environment, where nothing checks it.
func TestPathThatIsNone(t *testing.T) {
	needPHP(t)
	f := startFake(t, words)
	for _, path := range []string{
		`"` + f.path + `\0more"`,
		`str_pad("` + f.path + `", 108, "x")`,
	} {
		got := run(t, command(t, "php", "-r", `require "../web/WordClient.php";
			try {
				echo (new WordClient(`+path+`))->ask("the");
			} catch (Unavailable $problem) {
				echo $problem->getMessage();
			}`), "")
		if !strings.HasPrefix(got.stdout, "a socket's path has up to 10") {
			t.Errorf("%s: got %q, want a refusal", path, got)
		}
	}
}

// TestAdvice checks the advice for errors of connect: for a socket, and for paths where
// this user sees none.
func TestAdvice(t *testing.T) {
	needPHP(t)
	socket := startFake(t, words).path
	for _, test := range []struct {
		path   string
		number syscall.Errno
		want   []string
	}{
		{socket, syscall.EACCES, []string{"-group www-data", "SocketGroup=", "chmod a+rw "}},
		{socketPath(t), syscall.EACCES, []string{"chmod a+x"}},
		{"/tmp/none/socket", syscall.ENOENT, []string{"no folder /tmp/none; ", "PrivateTmp="}},
		{"/tmp/none", syscall.ENOENT, []string{"server /tmp/none; ", "PrivateTmp="}},
		{"/none/socket", syscall.ENOENT, []string{"there is no folder /none\n"}},
	} {
		got := run(t, command(t, "php", "-r", fmt.Sprintf(`require "../web/WordClient.php";
			echo (new ReflectionMethod("WordClient", "whyNot"))
				->invoke(new WordClient("%s"), %d, ""), "\n";`, test.path, test.number)), "")
		for _, want := range test.want {
			if !strings.Contains(got.stdout, want) {
				t.Errorf("%s: got %q, want %q", test.path, got.stdout, want)
			}
		}
	}
}

// TestLog reads what PHP logs for the administrator of the page.
func TestLog(t *testing.T) {
	needPHP(t)
	f := startFake(t, func(string) string { return "# busy \x1b[2J\n" })
	cmd := command(t, "php", "-r", `$_GET = ["words" => "the"]; require "../web/index.php";`)
	cmd.Env = append(cmd.Env, "WALLSOCKETS_SOCKET="+f.path)
	const want = "no answer for a visitor: the server refused: busy \\033[2J\n"
	if got := run(t, cmd, ""); !strings.HasSuffix(got.stderr, want) {
		t.Errorf("logged %q, want %q", got.stderr, want)
	}
}

// checkFault checks the page, and that php still works afterwards.
func checkFault(t *testing.T, s *site, fault fault) {
	t.Helper()
	got := s.get(t, "words", "the")
	if got.status != fault.status ||
		!strings.Contains(got.body, fault.sentence) ||
		strings.Count(got.body, "Sorry: ") != 1 ||
		strings.Contains(got.body, "Warning") {
		t.Errorf("got %d and %q, want %d and only %q", got.status,
			got.body, fault.status, fault.sentence)
	}
	json := s.ask(t, "the")
	if json.status != fault.status ||
		!strings.Contains(json.Error, fault.sentence) {
		t.Errorf("as JSON: got %+v, want %d and only %q", json, fault.status,
			fault.sentence)
	}
	if strings.Contains(got.body, "systemd") {
		t.Errorf("php -S got no /tmp from systemd, but the page says %q", got.body)
	}
	if again := s.get(t, "words", ""); again.status != http.StatusOK {
		t.Errorf("the next page: status %d, want 200", again.status)
	}
}

// TestPermissionDenied asks as a user who may not connect to the socket.
func TestPermissionDenied(t *testing.T) {
	needPHP(t)
	f := startFake(t, words)
	if err := os.Chmod(f.path, 0); err != nil {
		t.Fatal(err)
	}
	cmd := client(t, "-web", f.path)
	if os.Geteuid() == 0 {
		// Nothing is denied to root, so run as nobody.
		const nobody = 65534
		cmd.SysProcAttr = &syscall.SysProcAttr{
			Credential: &syscall.Credential{Uid: nobody, Gid: nobody},
		}
		folder := filepath.Dir(f.path)
		cmd.Env = append(cmd.Env, "TMPDIR="+folder+"/tmp")
		if err := os.Mkdir(folder+"/tmp", 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.Chown(folder+"/tmp", nobody, nobody); err != nil {
			t.Fatal(err)
		}
	}
	s := startSite(t, cmd)
	checkFault(t, s, fault{status: 503, sentence: "permission denied on /"})
	s.stop(t, syscall.SIGTERM)
	if sent := f.requests(); len(sent) > 0 {
		t.Errorf("sent %q, want nothing", sent)
	}
}

func TestSiteEnds(t *testing.T) {
	needPHP(t)
	for _, sig := range []syscall.Signal{syscall.SIGTERM, syscall.SIGINT} {
		s := startSite(t, client(t, "-web", socketPath(t)))
		s.get(t, "words", "")
		s.stop(t, sig)

		// As if both had got it, and php first.
		s = startSite(t, client(t, "-web", socketPath(t)))
		if err := syscall.Kill(s.php, sig); err != nil {
			t.Fatal(err)
		}
		if err := s.cmd.Wait(); err != nil || s.stderr.Len() > 0 {
			t.Errorf("php ended by %v: the client ended with %v and %q, want exit code 0",
				sig, err, s.stderr.String())
		}
	}
}

// TestSiteKeepsQuiet sends requests with control sequences for the terminal.
func TestSiteKeepsQuiet(t *testing.T) {
	s := startPage(t, socketPath(t)) // its end checks stderr
	for _, request := range []string{
		"GET /?words=\x1b[2J HTTP/1.0\r\n\r\n",
		"GET /%1b%5b2J HTTP/1.0\r\nUser-Agent: \x1b[2J\r\n\r\n",
		"\x1b]0;title\a\r\n\r\n",
		strings.Repeat("\x1b[2J", 100_000),
	} {
		conn, err := net.Dial("tcp", strings.Trim(s.url, "htp:/"))
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.WriteString(conn, request)
		_ = conn.(*net.TCPConn).CloseWrite()
		_, _ = io.Copy(io.Discard, conn)
		conn.Close()
	}
	if got := s.get(t, "words", ""); got.status != http.StatusOK {
		t.Errorf("afterwards: status %d, want 200", got.status)
	}
}

// TestWorkersOfPHP asks php for several workers, which it would not end.
func TestWorkersOfPHP(t *testing.T) {
	needPHP(t)
	cmd := client(t, "-web", socketPath(t))
	cmd.Env = slices.Insert(cmd.Env, 0, "PHP_CLI_SERVER_WORKERS=4")
	s := startSite(t, cmd)
	output, err := exec.Command("pgrep", "-P", fmt.Sprint(s.php)).Output()
	if err == nil {
		t.Errorf("php has children: %s", output)
	}
	s.stop(t, syscall.SIGTERM)
}

func TestPHPDies(t *testing.T) {
	needPHP(t)
	s := startSite(t, client(t, "-web", socketPath(t)))
	if err := syscall.Kill(s.php, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	_ = s.cmd.Wait()
	got := ran{"", s.stderr.String(), s.cmd.ProcessState.ExitCode()}
	if got.code != 1 ||
		!strings.Contains(got.stderr, "ended: signal: killed") {
		t.Errorf("got %q, want exit code 1 and the reason", got)
	}
	checkEmpty(t, s.cmd)
}

func TestPortInUse(t *testing.T) {
	needPHP(t)
	var ln net.Listener
	var port string
	// Below the ports that the kernel gives to other tests meanwhile.
	for try, err := 0, error(nil); ln == nil; try++ {
		port = fmt.Sprint(20_000 + rand.IntN(12_000))
		if ln, err = net.Listen("tcp", "127.0.0.1:"+port); err != nil && try == 100 {
			t.Fatal(err)
		}
	}
	defer ln.Close()
	cmd := client(t, "-web", "-port", port, socketPath(t))
	got := run(t, cmd, "")
	if got.code != 1 || got.stdout != "" ||
		!strings.Contains(got.stderr, "in use") ||
		!strings.Contains(got.stderr, "which serves the page, ended") {
		t.Errorf("got %q, want exit code 1 and the reason", got)
	}
	checkEmpty(t, cmd)

	ln.Close()
	s := startSite(t, client(t, "-web", "-port", port, socketPath(t)))
	if want := "http://127.0.0.1:" + port + "/"; s.url != want {
		t.Errorf("serving %s, want %s", s.url, want)
	}
	s.stop(t, syscall.SIGTERM)
}
