package e2e

import (
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"wallsockets/tui/internal/test/stagetest"
)

// The clients of parts 4 to 6 and the page of part 6 do the same with the same
// words: all are words. The page has another order.
func TestClientsAlike(t *testing.T) {
	stagetest.SkipUnderRace(t, "it reads what programs print; other tests talk to the same servers under it")
	php := stagetest.Need(t, "php")
	words := filepath.Join(t.TempDir(), "words")
	if err := os.WriteFile(words, []byte("the 1000\nwhale 50\nping 7\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	var servers []*stagetest.Server
	for number := 4; number <= 6; number++ {
		servers = append(servers, stagetest.Start(t, stagetest.Find(t, number), "-words", words))
	}
	for sent, want := range map[string]string{
		"the whale":       "the whale",
		"* the whale":     "the whale",
		"*the":            "the",
		"*1\r":            "1",
		"** the":          "the",
		"-ERR the":        "err the",
		"# busy":          "busy",
		"# 3 words, the":  "3 words the",
		"the\rwhale":      "the whale",
		"PING":            "ping",
		"GET / the whale": "get the whale",
		"":                "",
	} {
		for _, s := range servers {
			got := stagetest.Run(t, sent+"\n", stagetest.Program(t, s.Stage, "client"), s.ClientArguments()...)
			if asked := wordsIn(got.Output); asked != want || got.Code != 0 || got.Errors != prompt {
				t.Errorf("%s: client with %q: %+v, want the words %q", s.Stage.ID, sent, got, want)
			}
		}
		got := strings.Fields(page(t, php, servers[2].Address, sent))
		if !slices.Equal(slices.Sorted(slices.Values(got)), slices.Sorted(strings.FieldsSeq(want))) {
			t.Errorf("the page with %q has the words %q, want %q", sent, got, want)
		}
	}
}

// wordsIn returns the words of a plain answer.
func wordsIn(answer string) string {
	var words []string
	for line := range strings.Lines(answer) {
		if word, _, ok := strings.Cut(line, "\t"); ok {
			words = append(words, word)
		}
	}
	return strings.Join(words, " ")
}

// page returns the words that the page shows for a question, or its apology.
func page(t *testing.T, php, socket, question string) string {
	t.Helper()
	command := exec.Command(php, "-r",
		`$_GET = ["words" => getenv("QUESTION")]; require "`+stagetest.Checkout(t)+`/part6-php/web/index.php";`)
	command.Env = append(os.Environ(), "QUESTION="+question, "WALLSOCKETS_SOCKET="+socket)
	shown, err := command.Output()
	if err != nil {
		t.Fatal(err)
	}
	var words []string
	for _, word := range regexp.MustCompile(`<span class="word">(.+)</span>|Sorry: (.*)</p>`).FindAllStringSubmatch(string(shown), -1) {
		words = append(words, word[1]+word[2])
	}
	return strings.Join(words, " ")
}

// A refusal is shown, and is a failure, in every client.
func TestRefusalsAlike(t *testing.T) {
	stagetest.SkipUnderRace(t, "it reads what programs print; other tests talk to the same servers under it")
	php := stagetest.Need(t, "php")
	for _, test := range []struct{ flag, sent, want, resp string }{
		{"-max-line=5", "the whale", "a line has at most 5 bytes", ""},
		{"-max-arguments=2", "the whale the", "", "Protocol error: a request has at most 2 words"},
		{"-max-clients=1", "the", "busy: 1 clients are being served, try again later", "busy: 1 clients "},
	} {
		for number := 4; number <= 6; number++ {
			stage := stagetest.Find(t, number)
			s := stagetest.Start(t, stage, test.flag)
			if test.flag == "-max-clients=1" {
				defer hold(t, s).Close()
			}
			for _, resp := range []bool{false, true} {
				want, line, arguments := test.want, "# "+test.want, s.ClientArguments()
				if resp {
					want, line, arguments = test.resp, "-ERR "+test.resp, append([]string{"-resp"}, arguments...)
				}
				if want == "" || resp && number == 6 {
					continue
				}
				var got stagetest.Result
				refusal(line, func() string {
					got = stagetest.Run(t, test.sent+"\n", stagetest.Program(t, stage, "client"), arguments...)
					return got.Output
				})
				if got.Code != 1 || !strings.HasPrefix(got.Output, line) ||
					got.Errors != prompt+"the server refused; its answer says why\n" {
					t.Errorf("%s %s: client with %q: %+v, want exit code 1 and %q",
						stage.ID, test.flag, test.sent, got, line)
				}
			}
			if number == 6 && test.want != "" {
				if got := page(t, php, s.Address, test.sent); got != "the server refused: "+test.want {
					t.Errorf("%s: the page shows %q, want %q", test.flag, got, test.want)
				}
			}
		}
	}
}

// hold takes a place of the server.
func hold(t *testing.T, s *stagetest.Server) net.Conn {
	t.Helper()
	conn := s.Dial()
	request := "*1\r\n$4\r\nPING\r\n"
	if _, err := conn.Write([]byte(request)); err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Read(make([]byte, 7)); err != nil {
		t.Fatal(err)
	}
	return conn
}
