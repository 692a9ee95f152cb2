//go:build linux

package ui

import (
	"fmt"
	"io"
	"net"
	"os"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"wallsockets/tui/internal/test/stagetest"
)

// BenchmarkFirstFrame measures the time from the start of the guide to its first
// complete screen, in a terminal that answers at once.
//
//	go test ./tui/internal/ui -run '^$' -bench FirstFrame
func BenchmarkFirstFrame(b *testing.B) {
	stagetest.Guide(b)
	var took time.Duration
	for b.Loop() {
		g := startGuide(b, options{})
		took += time.Since(g.begun)
		g.Press("ctrl+c")
		g.Exit()
	}
	b.ReportMetric(float64(took.Milliseconds())/float64(b.N), "ms/first-frame")
}

// The load that the guide must handle: messages a second through the tap, how long,
// and how much memory it may use.
const (
	loadRate   = 10_000
	loadTime   = 30 * time.Second
	loadMemory = 128 << 10 // KiB
	talkers    = 8
)

// chattyServer sends each message back and prints it.
const chattyServer = `package main

import (
	"fmt"
	"net"
)

func main() {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	fmt.Println("listening on", ln.Addr())
	for {
		conn, err := ln.Accept()
		if err != nil {
			panic(err)
		}
		go func() {
			message := make([]byte, 256)
			for {
				n, err := conn.Read(message)
				if err != nil {
					return
				}
				fmt.Printf("%q\n", message[:n])
				conn.Write(message[:n])
			}
		}()
	}
}
`

// WALLSOCKETS_LOAD=1 go test ./tui/internal/ui -run Load -v
func TestLoad(t *testing.T) {
	if os.Getenv("WALLSOCKETS_LOAD") == "" {
		t.Skipf("it needs %v on an idle machine: set WALLSOCKETS_LOAD=1", loadTime)
	}
	g := newGuide(t, options{prepare: func(folder string) {
		name := folder + "/part4-security/server/main.go"
		if err := os.WriteFile(name, []byte(chattyServer), 0o600); err != nil {
			t.Fatal(err)
		}
	}})
	g.WaitFor("Lessons read", "q quit")
	g.serve(4, "")
	address := g.address()
	var talking sync.WaitGroup
	messages := make([]int, talkers)
	begin := time.Now()
	for i := range messages {
		talking.Go(func() { messages[i] = chat(t, address, begin.Add(loadTime)) })
	}
	for _, at := range []time.Duration{loadTime / 6, loadTime / 2, loadTime} {
		<-time.After(time.Until(begin.Add(at)))
		t.Logf("after %v the guide has used at most %d KiB of memory", at, g.memory())
	}
	talking.Wait()
	took, all := time.Since(begin), 0
	for _, n := range messages {
		all += n
	}
	g.waitForMessages(all)
	t.Logf("the list shows the last message %v after it was sent", time.Since(begin.Add(took)))
	g.Press("v") // it still responds
	g.WaitFor(", lanes")
	g.Press("q")
	g.WaitFor("and quit?")
	rate, most := float64(all)/took.Seconds(), g.memory()
	t.Logf("%.0f messages a second for %v, %d MiB at most", rate, took.Round(time.Second), most>>10)
	if rate < 0.95*loadRate {
		t.Errorf("%.0f messages a second, want %d", rate, loadRate)
	}
	if most > loadMemory {
		t.Errorf("the guide used %d KiB, want at most %d", most, loadMemory)
	}
}

// chat sends messages and reads the answers at its share of the rate until the
// deadline. It returns the number of messages of both sides.
func chat(t *testing.T, address string, deadline time.Time) int {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Error(err)
		return 0
	}
	defer conn.Close()
	beat := time.NewTicker(10 * time.Millisecond)
	defer beat.Stop()
	messages, begin := 0, time.Now()
	message := []byte("the quick zyzzyva and some more words, to make a line of it all\n")
	for now := begin; now.Before(deadline); now = <-beat.C {
		due := int(now.Sub(begin).Seconds() * loadRate / talkers)
		for messages < due {
			if _, err := conn.Write(message); err != nil {
				t.Error(err)
				return messages
			}
			if _, err := io.ReadFull(conn, message); err != nil {
				t.Error(err)
				return messages
			}
			messages += 2
		}
	}
	return messages
}

var droppedMessages = regexp.MustCompile(`events: (\d+).* (\d+) older dropped`)

// waitForMessages waits until the list has taken in so many messages. Of most it says
// only that they were dropped.
func (g *guide) waitForMessages(all int) {
	g.t.Helper()
	g.WaitUntil(fmt.Sprint(all, " messages"), func(screen []string) bool {
		var shown, dropped int
		found := droppedMessages.FindStringSubmatch(strings.Join(screen, "\n"))
		if found != nil {
			_, _ = fmt.Sscan(found[1], &shown)
			_, _ = fmt.Sscan(found[2], &dropped)
		}
		return shown+dropped >= all
	})
}

// memory returns the maximum resident memory of the guide so far, in KiB.
func (g *guide) memory() int {
	g.t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", g.Pid()))
	if err != nil {
		g.t.Fatal(err)
	}
	_, value, _ := strings.Cut(string(status), "VmHWM:")
	var most int
	if _, err := fmt.Sscan(value, &most); err != nil {
		g.t.Fatal(err)
	}
	return most
}
