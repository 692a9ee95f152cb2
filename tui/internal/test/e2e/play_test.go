package e2e

import (
	"fmt"
	"strings"
	"testing"

	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/test/stagetest"
)

const prompt = "Please enter the message: "

// Every client has every demo conversation with the server of its part.
func TestPlay(t *testing.T) {
	stagetest.SkipUnderRace(t, "it reads what programs print; other tests talk to the same servers under it")
	stagetest.EachServer(t, func(t *testing.T, stage course.Stage, flags []string) {
		if stage.ID == "part6-php" {
			stagetest.Need(t, "php")
		}
		var s *stagetest.Server
		for i, exchange := range stage.Demo {
			if i == 0 || stage.Once {
				s = stagetest.Start(t, stage, flags...)
			}
			got := stagetest.Run(t, exchange.Send+"\n", stagetest.Program(t, stage, "client"),
				s.ClientArguments()...)
			want := stagetest.Result{Output: exchange.Want, Errors: prompt}
			if stage.ID == "part2-explained" {
				// This client prints its system calls there, around the prompt.
				if !strings.Contains(got.Errors, prompt) {
					t.Errorf("client printed %q, want the prompt in it", got.Errors)
				}
				got.Errors = prompt
			}
			if got != want {
				t.Errorf("client with %q: %+v, want %+v", exchange.Send, got, want)
			}
			if stage.Once {
				if code := s.Exit(); code != 0 {
					t.Errorf("server: exit code %d, want 0; errors %q", code, s.Errors)
				}
				quoted := fmt.Sprintf("message: %q\n", exchange.Send+"\n")
				if out := s.Output.String(); !strings.HasSuffix(out, quoted) {
					t.Errorf("server printed %q, want %q at the end", out, quoted)
				}
			}
		}
		if !stage.Once {
			s.Stop()
		}
	})
}

// Part 4's client and part 5's can ask in RESP.
func TestClientInRESP(t *testing.T) {
	const want = "*3\r\n$6\r\n165145\r\n$2\r\n74\r\n$-1\r\n"
	for _, number := range []int{4, 5} {
		stage := stagetest.Find(t, number)
		s := stagetest.Start(t, stage)
		got := stagetest.Run(t, "the quick zyzzyva", stagetest.Program(t, stage, "client"),
			append([]string{"-resp"}, s.ClientArguments()...)...)
		if got.Output != want || got.Code != 0 {
			t.Errorf("%s: client -resp: %+v, want %q", stage.ID, got, want)
		}
		s.Stop()
	}
}

// While some clients are silent, others are answered, in every model.
func TestManyAtOnce(t *testing.T) {
	stagetest.EachServer(t, func(t *testing.T, stage course.Stage, flags []string) {
		if stage.Once {
			t.Skip("this server serves one client")
		}
		s := stagetest.Start(t, stage, flags...)
		silent, slow := s.Dial(), s.Dial()
		fmt.Fprint(slow, "the qui")
		for range 3 {
			for _, exchange := range stage.Demo {
				if got := s.Call(exchange.Send, "\n"); got != exchange.Want {
					t.Errorf("the answer to %q is %q, want %q", exchange.Send, got, exchange.Want)
				}
			}
		}
		fmt.Fprint(slow, "ck zyzzyva\n")
		if got := s.Rest(slow); got != stage.Demo[0].Want {
			t.Errorf("the slow client got %q, want %q", got, stage.Demo[0].Want)
		}
		silent.CloseWrite()
		if got := s.Rest(silent); !strings.HasPrefix(got, "# 0 words") {
			t.Errorf("the silent client got %q, want no words", got)
		}
		s.Stop()
	})
}

// Threads share the tally, and so do the clients of the event loop. Processes
// have no common one.
func TestTally(t *testing.T) {
	for model, want := range map[string]string{
		"threads":   "most asked: the 4, quick 3, whale 3, call 1, ishmael 1\n",
		"events":    "most asked: the 4, quick 3, whale 3, call 1, ishmael 1\n",
		"processes": "most asked: nothing\n",
	} {
		s := stagetest.Start(t, stagetest.Find(t, 3), "-model", model)
		for _, line := range []string{
			"the quick whale", "The Quick whale", "THE quick Whale", "call me the ishmael",
		} {
			s.Call(line, "\n")
		}
		s.Stop()
		if out := s.Output.String(); !strings.HasSuffix(out, want) {
			t.Errorf("%s: printed %q, want %q at the end", model, out, want)
		}
	}
}

// Nothing that a client sends reaches the server's terminal raw.
func TestNothingRaw(t *testing.T) {
	stagetest.SkipUnderRace(t, "it reads what programs print; other tests talk to the same servers under it")
	payloads := []string{
		"\x1b[2J\x1b[H", "\x1b]0;title\a", "\x1b]52;c;aGk=\x1b\\", "\r\b\b\x7f", "\x00\x01\x05",
		"\u009b31m", "\u009d0;x\u009c", "\x9b31m", "\xff\xfe", "\u202etxt.exe", "\u2066x\u2069",
		"a\u200bb\u200d", "\u2028\u2029", "\ufeff", "\U000e0041", "GET \x1b[2J HTTP/1.1",
		"*1\r\n\x1b[2J", "*1\r\n$4\r\n\x1b[2J\r\n*x\r",
	}
	stagetest.EachServer(t, func(t *testing.T, stage course.Stage, flags []string) {
		var s *stagetest.Server
		for i, payload := range payloads {
			if i == 0 || stage.Once {
				s = stagetest.Start(t, stage, flags...)
			}
			s.Call(payload, "\n")
			if stage.Once {
				s.Exit()
				wantPrintable(t, s)
			}
		}
		if !stage.Once {
			s.Stop()
			wantPrintable(t, s)
		}
	})
}

func wantPrintable(t *testing.T, s *stagetest.Server) {
	t.Helper()
	for _, r := range s.Output.String() + s.Errors.String() {
		if r != '\n' && r != '\t' && (r < ' ' || r >= 0x7f && r < 0xa0 || r == '\ufffd' ||
			strings.ContainsRune("\u200b\u200d\u2028\u2029\u202e\u2066\u2069\ufeff\U000e0041", r)) {
			t.Errorf("%s printed %q raw; output %q, errors %q", s.Stage.ID, r, s.Output, s.Errors)
			return
		}
	}
}
