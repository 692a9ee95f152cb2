package part6

import (
	"context"
	"fmt"
	"os/exec"
	"strings"

	"wallsockets/tui/internal/lab/experiment"
	"wallsockets/tui/internal/runner"
)

var anyLanguage = experiment.Lab{
	Name: "any-language", Title: "the same question in other languages", Part: 6,
	Claims: []string{"6.6"},
	Claim:  "Any language that can open a socket can use the service, not only PHP.",
	Ask:    "The service is written in Go. What does a client in Python, Perl or JavaScript need?",
	Choices: []string{"a library that knows the service's protocol",
		"TCP: only C, Go and PHP can open a socket file",
		"nothing but a socket: it writes a line and reads until the end of the file"},
	Lesson: "part6-php/README.md#run-it",
	Code:   experiment.Code{File: "part6-php/server/main.go", Text: "common.service.Converse(ctx, conn)"},
	Builds: []string{server}, Needs: []experiment.Need{experiment.Linux},
	Shows: experiment.Holds,
	Run:   seeLanguages,
}

// question is what each client asks.
const question = "the quick zyzzyva"

// asker is a client in another language; the path of the socket is its last argument.
type asker struct {
	program string
	args    []string
}

// askers are the clients. Those without a script send their standard input.
var askers = []asker{
	{"nc", []string{"-U"}},
	{"php", []string{"-r", `$s = stream_socket_client("unix://" . $argv[1]); fwrite($s, "` + question +
		`\n"); echo stream_get_contents($s);`}},
	{"python3", []string{"-c", `import socket, sys
s = socket.socket(socket.AF_UNIX); s.connect(sys.argv[1])
s.sendall(b"` + question + `\n"); print(s.makefile().read(), end="")`}},
	{"perl", []string{"-MIO::Socket::UNIX", "-e", `$s = IO::Socket::UNIX->new(shift) or die;
print $s "` + question + `\n"; $s->flush; print <$s>`}},
	{"ruby", []string{"-rsocket", "-e", `s = UNIXSocket.new(ARGV[0]); s.puts "` + question + `"; print s.read`}},
	{"node", []string{"-e", `const s = require("net").connect(process.argv[1]);
s.write("` + question + `\n"); s.pipe(process.stdout)`}},
}

// seeLanguages asks with all clients that this machine has, at once.
func seeLanguages(ctx context.Context, kit *experiment.Kit) (experiment.Outcome, error) {
	words, err := kit.ShortList()
	if err != nil {
		return experiment.Outcome{}, err
	}
	s, err := kit.Serve(ctx, server, append(words, kit.Path("s"))...)
	if err != nil {
		return experiment.Outcome{}, err
	}
	want, _, err := s.Ask(ctx, question+"\n")
	if err != nil {
		return experiment.Outcome{}, err
	}
	kit.Say("ask in all languages that are here")
	running, err := askAll(ctx, kit, s)
	if err != nil {
		return experiment.Outcome{}, err
	}
	figures := []experiment.Figure{experiment.Word("go (this program)", "the answer")}
	same, others := 0, 0
	for _, a := range askers {
		p, here := running[a.program]
		if !here {
			continue
		}
		text := strings.TrimSpace(experiment.Printed(p))
		switch {
		case p.Ended() == "":
			others++
			text = "did not notice the end of the answer"
		case text == strings.TrimSpace(want):
			same++
			text = "the same answer"
		case p.ExitCode() != 0:
			text = "cannot open the socket file (" + text + ")" // such as an nc without -U
		default:
			others++
		}
		figures = append(figures, experiment.Word(a.program, text))
	}
	if same < 2 || others > 0 {
		return experiment.NotSeen(fmt.Sprintf("%d programs got the same answer and %d another one; "+
			"two should get it and none another.", same, others), figures...), nil
	}
	return experiment.Outcome{Verdict: experiment.Holds, Answer: 2, Figures: figures,
		Why: "A socket carries bytes, whatever language wrote them, and the message is a line of text. " +
			"The answer ends where the server closes, which all of these programs noticed."}, nil
}

// askAll starts all clients that this machine has and waits until they have ended, or
// should have: the server has logged their question long ago.
func askAll(ctx context.Context, kit *experiment.Kit, s *experiment.Server) (
	running map[string]*runner.Process, err error) {
	running = make(map[string]*runner.Process)
	for _, a := range askers {
		if _, err := exec.LookPath(a.program); err != nil {
			continue
		}
		p, err := kit.Start(a.program, append(a.args, s.Address.Address)...)
		if err != nil {
			return nil, err
		}
		running[a.program] = p
		_ = p.Write(question) // it fails if the program has ended, and that is no fault
	}
	all := func(done func(p *runner.Process) bool) func() bool {
		return func() bool {
			for _, p := range running {
				if p.Ended() == "" && !done(p) {
					return false
				}
			}
			return true
		}
	}
	err = kit.Until(ctx, "all have asked", all(func(p *runner.Process) bool {
		return strings.Contains(experiment.Printed(s.Process), fmt.Sprintf("process %d:", p.Pid()))
	}))
	if err != nil {
		return nil, err
	}
	limited, cancel := context.WithTimeout(ctx, experiment.EffectTime)
	defer cancel()
	// A program that has not ended is no error.
	_ = kit.Until(limited, "all have ended", all(func(*runner.Process) bool { return false }))
	return running, nil
}
