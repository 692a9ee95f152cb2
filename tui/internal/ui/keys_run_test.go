//go:build unix

package ui

import (
	"os"
	"path/filepath"
	"strings"
)

// runKeys work on the run screen. They are in the order of a session.
var runKeys = []scenario{
	{"model", func(g *guide, key string) {
		g.open(3, "Run")
		g.WaitFor("model threads")
		g.Press(key)
		g.WaitFor("model events")
	}},
	{"start", func(g *guide, key string) {
		g.Press(key)
		g.WaitFor("server running", "listening on")
		g.Press(key)
		g.WaitFor("server ended")
		g.Press(key)
		g.WaitFor("server running")
	}},
	{"restart", func(g *guide, key string) {
		before := g.address()
		g.Press(key)
		g.WaitUntil("server on another port", func([]string) bool {
			return g.Shows("server running") && !g.Shows(strings.ReplaceAll(before, ":", " "))
		})
	}},
	{"client", func(g *guide, key string) {
		g.Press(key)
		g.WaitFor(">1 asking", "Please enter the message", "connected")
	}},
	{"write", func(g *guide, key string) {
		g.Press(key)
		g.WaitFor("client 1>", "esc back")
		g.Press("esc")
		g.WaitGone("client 1>")
	}},
	{"cancel", func(g *guide, key string) {
		g.Press("i")
		g.WaitFor("client 1>")
		g.Type("nothing")
		g.WaitFor("client 1> nothing")
		g.Press(key)
		g.WaitGone("nothing")
	}},
	{"send", func(g *guide, key string) {
		g.Press("i")
		g.WaitFor("client 1>")
		g.Type("the quick zyzzyva")
		g.WaitFor("client 1> the quick zyzzyva")
		g.Press(key)
		g.WaitFor(`C>  18 "the quick zyzzyva\n"`, "S> ", ">1 done")
	}},
	{"nextClient", func(g *guide, key string) {
		if !g.Shows("2 asking") {
			g.client(2)
		}
		if g.Shows(">2 asking") {
			g.Press(key)
			g.WaitFor(">1 done", "client 1: # 3 words")
			return
		}
		g.Press(key)
		g.WaitFor(">2 asking", "client 2: Please enter")
	}},
	{"dropClient", func(g *guide, key string) {
		g.WaitFor(">2 asking")
		g.Press(key)
		g.WaitFor("client 2 has ended: stopped", ">2 stopped")
	}},
	{"view", func(g *guide, key string) {
		g.Press(key)
		g.WaitFor(", lanes", "#1 client", "listener", "socket 1", " accept ")
		g.Press(key)
		g.WaitFor(", list", "C>  18")
	}},
	{"hex", func(g *guide, key string) {
		g.Press(key, "home")
		g.WaitFor("list, hex", "74 68 65 20 71 75 69 63")
		g.Press(key, "end")
		g.WaitGone("hex")
	}},
	{"side", func(g *guide, key string) {
		g.Press(key)
		g.WaitFor("only the client's", "C> ")
		g.waitNoRow(" S> ")
		g.Press(key)
		g.WaitFor("only the server's", "S> ")
		g.waitNoRow(" C> ")
		g.Press(key)
		g.WaitFor("C> ", "S> ")
		g.WaitGone("only")
	}},
	{"conn", func(g *guide, key string) {
		g.Press(key)
		g.WaitFor("only #1", " #1 ")
		g.waitNoRow(" #2 ")
		g.Press(key)
		g.WaitFor("only #2", " #2 ")
		g.waitNoRow(" #1 ")
		g.Press(key)
		g.WaitGone("only")
	}},
	{"search", func(g *guide, key string) {
		g.Press(key)
		g.WaitFor(" search:")
		g.Type("ZYZZYVA")
		g.WaitFor("search: ZYZZYVA")
		g.Press("enter")
		g.WaitFor("n: the next message")
		g.WaitUntil("question in the first row with a mark", func(screen []string) bool {
			return strings.HasPrefix(screen[5], "*") && strings.Contains(screen[5], "C>  18")
		})
	}},
	{"nextHit", func(g *guide, key string) {
		g.Press(key)
		g.WaitUntil("answer in the first row with a mark", func(screen []string) bool {
			return strings.HasPrefix(screen[5], "*") && strings.Contains(screen[5], "S> ")
		})
		g.Press("end")
	}},
	{"zoom", func(g *guide, key string) {
		g.WaitFor("messages: ", "server's output")
		g.Press(key)
		g.WaitGone("server's output")
		g.Press(key)
		g.WaitGone("messages: ")
		g.WaitFor("server's output", "listening on")
		g.Press(key)
		g.WaitFor("messages: ", "server's output")
	}},
	{"save", func(g *guide, key string) {
		g.Press(key)
		g.WaitFor("messages saved in")
		saved, _ := filepath.Glob(filepath.Join(g.folder, "part3-threads-*.md"))
		if len(saved) != 1 {
			g.t.Fatalf("saved: %q, want one file", saved)
		}
		text, err := os.ReadFile(saved[0])
		if err != nil || !strings.Contains(string(text), `18  "the quick zyzzyva\n"`) {
			g.t.Errorf("saved, %v: %s", err, text)
		}
	}},
	{"clear", func(g *guide, key string) {
		g.Press(key)
		g.WaitFor("messages: 0", "no messages yet")
	}},
}

// waitNoRow waits until no row of the messages has a text. The messages end where
// the output begins.
func (g *guide) waitNoRow(text string) {
	g.t.Helper()
	g.WaitUntil("messages without "+text, func(screen []string) bool {
		for _, row := range screen[5 : len(screen)-4] {
			if message, _, _ := strings.Cut(row, "│"); strings.Contains(message, text) {
				return false
			}
		}
		return true
	})
}
