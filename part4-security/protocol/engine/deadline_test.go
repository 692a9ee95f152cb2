package engine

import (
	"bufio"
	"context"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"wallsockets/part4-security/limits"
)

// serve serves a client that the test plays step by step. In a synctest bubble
// time passes only while everyone waits.
func serve(t *testing.T, ctx context.Context, e *Engine) (
	client net.Conn, answers *bufio.Reader, ended <-chan error) {
	t.Helper()
	server, client := net.Pipe()
	done := make(chan error, 1)
	go func() {
		defer server.Close()
		done <- e.Serve(ctx, server, echo{})
	}()
	t.Cleanup(func() { client.Close() })
	return client, bufio.NewReader(client), done
}

// Each wait has its own limit: for the first byte, for a whole request however it
// drips, and between two requests. Each is exact.
func TestDeadlines(t *testing.T) {
	for _, test := range []struct {
		name, start, drip string
		want              time.Duration
		answer            string
	}{
		{"silent", "", "", limits.FirstByteTime, ""},
		{"line without end", "w", "", limits.RequestTime, late},
		{"line that drips", "w", "x", limits.RequestTime, late},
		{"second line drips", "whale\nw", "x", limits.RequestTime, "whale\n" + late},
		{"idle", "whale\n", "", limits.IdleTime, "whale\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				client, answers, ended := serve(t, t.Context(), New(limits.Default()))
				began := time.Now()
				var sender sync.WaitGroup
				sender.Go(func() {
					for piece := test.start; piece != "" &&
						time.Since(began) < 2*test.want; piece = test.drip {
						if _, err := io.WriteString(client, piece); err != nil {
							return
						}
						<-time.After(300 * time.Millisecond)
					}
				})
				answer, _ := io.ReadAll(answers)
				if took := time.Since(began); took != test.want {
					t.Errorf("cut off after %v, want %v", took, test.want)
				}
				if string(answer) != test.answer || <-ended == nil {
					t.Errorf("got %q, want %q and an error", answer, test.answer)
				}
				client.Close()
				sender.Wait()
			})
		})
	}
}

// The time of a request begins with its own first byte, not with that of the
// one before it.
func TestEachRequestHasItsTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client, answers, _ := serve(t, t.Context(), New(limits.Default()))
		io.WriteString(client, "wha")
		for range 5 {
			<-time.After(limits.RequestTime * 2 / 3)
			io.WriteString(client, "le\nwha")
			if got, err := answers.ReadString('\n'); got != "whale\n" || err != nil {
				t.Fatalf("the answer is %q, %v", got, err)
			}
		}
		client.Close()
		synctest.Wait()
	})
}

// A session is idle from the moment that the client has read its answer.
func TestRestBeginsAfterTheAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := limits.Default()
		l.IdleTime = 4 * time.Second
		client, answers, _ := serve(t, t.Context(), New(l))
		for range 3 {
			io.WriteString(client, "whale\n")
			<-time.After(3 * time.Second)
			if got, err := answers.ReadString('\n'); got != "whale\n" || err != nil {
				t.Fatalf("the answer is %q, %v", got, err)
			}
			<-time.After(3 * time.Second)
		}
		client.Close()
		synctest.Wait()
	})
}

// A client that asks and never reads does not hold its place for long.
func TestNeverReads(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client, _, ended := serve(t, t.Context(), New(limits.Default()))
		began := time.Now()
		io.WriteString(client, "whale\n")
		err := <-ended
		if took := time.Since(began); took != limits.WriteTime || err == nil {
			t.Errorf("ended after %v by %v, want %v", took, err, limits.WriteTime)
		}
	})
}

// When the server is ending, a conversation that waits for its client ends at
// once, or after a moment if the client has just come; what was asked before is
// answered.
func TestEnding(t *testing.T) {
	for begun, wait := range map[string]time.Duration{
		"": limits.GraceTime, "wha": 0, "whale\n": 0, "whale\nwha": 0,
	} {
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			client, answers, ended := serve(t, ctx, New(limits.Default()))
			if begun != "" {
				io.WriteString(client, begun)
			}
			if strings.Contains(begun, "\n") {
				if got, err := answers.ReadString('\n'); got != "whale\n" || err != nil {
					t.Fatalf("the answer is %q, %v", got, err)
				}
			}
			synctest.Wait()
			began := time.Now()
			cancel()
			err := <-ended
			if took := time.Since(began); err != nil || took != wait {
				t.Errorf("%q: ended after %v by %v, want after %v without an error",
					begun, took, err, wait)
			}
		})
	}
}

// A client that the server accepted just before its end still gets an answer, if
// it asks within a moment.
func TestEndingWaitsForARequest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		client, answers, ended := serve(t, ctx, New(limits.Default()))
		synctest.Wait()
		cancel()
		<-time.After(limits.GraceTime * 2 / 3)
		go io.WriteString(client, "whale\n")
		if got, err := io.ReadAll(answers); string(got) != "whale\n" || err != nil {
			t.Errorf("the answer is %q, %v", got, err)
		}
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
}

// The session decides how an end of the input is reported.
func TestEndOfInput(t *testing.T) {
	for _, test := range []struct {
		sent string
		want error
	}{
		{"whale\n", nil},
		{"whale\nwha", io.ErrUnexpectedEOF},
		{"wha", io.ErrUnexpectedEOF},
	} {
		synctest.Test(t, func(t *testing.T) {
			client, answers, ended := serve(t, t.Context(), New(limits.Default()))
			go func() {
				io.WriteString(client, test.sent)
				synctest.Wait()
				client.Close()
			}()
			io.ReadAll(answers)
			if err := <-ended; err != test.want {
				t.Errorf("%q and the end: %v, want %v", test.sent, err, test.want)
			}
		})
	}
}
