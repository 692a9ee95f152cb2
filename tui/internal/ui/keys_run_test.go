//go:build unix

package ui

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/aymanbagabas/go-osc52/v2"
)

// listening is the ready line of a server.
var listening = regexp.MustCompile(`listening on 127\.0\.0\.1:\d+`)

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
		address, server := g.address(), listening.FindString(strings.Join(g.Screen(), "\n"))
		g.Press(key)
		g.WaitUntil("another server behind the same address", func(screen []string) bool {
			now := listening.FindString(strings.Join(screen, "\n"))
			return now != "" && now != server && g.Shows("server running", strings.ReplaceAll(address, ":", " "))
		})
	}},
	{"client", func(g *guide, key string) {
		g.Press(key)
		g.WaitFor(">#1 asking", "#1 client> ", "Please enter the message", "connected")
		g.Press("esc")
		g.WaitGone("#1 client>")
	}},
	{"hold", func(g *guide, key string) {
		g.Press(key)
		g.WaitFor("the wire is held: H says")
		g.Press(key)
		g.WaitFor("the wire is free")
	}},
	{"hands", func(g *guide, key string) {
		g.Press(key)
		g.WaitFor("hands on #1", "h  hold", "it does not wait at the relay")
		g.Press("esc")
		g.WaitGone("hands on #1")
	}},
	{"raw", func(g *guide, key string) {
		g.Press(key)
		g.WaitFor("raw> ")
		g.Press("esc")
		g.WaitGone("raw> ")
	}},
	{"write", func(g *guide, key string) {
		g.Press(key)
		g.WaitFor("#1 client>", "esc: commands")
		g.Press("esc")
		g.WaitGone("#1 client>")
	}},
	{"cancel", func(g *guide, key string) {
		g.Press("i")
		g.WaitFor("#1 client>")
		g.Type("nothing")
		g.WaitFor("#1 client> nothing")
		g.Press(key)
		g.WaitGone("nothing")
	}},
	{"otherClient", func(g *guide, key string) {
		if key == "tab" {
			g.client()
			g.Press("i")
			g.WaitFor("#2 client> ")
			g.Press(key)
			g.WaitFor("#1 client> ")
			return
		}
		g.Press(key)
		g.WaitFor("#2 client> ")
		g.Press(key)
		g.WaitFor("#1 client> ")
		g.Press("esc")
		g.WaitGone("#1 client>")
	}},
	{"send", func(g *guide, key string) {
		g.Press("i")
		g.WaitFor("#1 client>")
		g.Type("the quick zyzzyva")
		g.WaitFor("#1 client> the quick zyzzyva")
		g.Press(key)
		g.WaitFor(`C>   18 "the quick zyzzyva\n"`, "S> ", ">#1 done")
	}},
	{"earlier", func(g *guide, key string) {
		if key == "up" {
			g.Press(">", "i")
			g.WaitFor("#2 client> ")
			g.Press(key)
			g.WaitFor("#2 client> the quick zyzzyva")
			return
		}
		g.Press(key)
		g.WaitGone("#2 client> the quick zyzzyva")
		g.Press("esc")
		g.WaitGone("#2 client>")
	}},
	{"nextClient", func(g *guide, key string) {
		if g.Shows(">#2 asking") {
			g.Press(key)
			g.WaitFor(">#1 done", "#1 client: # 3 words")
			return
		}
		g.Press(key)
		g.WaitFor(">#2 asking", "#2 client: Please enter")
	}},
	{"dropClient", func(g *guide, key string) {
		g.WaitFor(">#2 asking")
		g.Press(key)
		g.WaitFor("#2 client has ended: stopped", ">#2 stopped")
	}},
	{"view", func(g *guide, key string) {
		g.Press(key, "home")
		g.WaitFor(", lanes", "client #1", "listener", "socket #1", " accept ")
		g.Press(key)
		g.WaitFor(", list", "C>   18")
	}},
	{"hex", func(g *guide, key string) {
		g.Press(key, "home")
		g.WaitFor("list, hex", "74 68 65 20 71 75 69 63")
		g.Press(key, "end")
		g.WaitGone("hex")
	}},
	{"filter", func(g *guide, key string) {
		g.Press(key)
		g.WaitFor(" filter:", "size>100")
		g.Type("client size>")
		g.WaitFor("filter: client size>", `wrong: "size>"`, "size<10")
		g.Type("10")
		g.WaitFor("filter: client size>10", "1 of ")
		g.Press("enter")
		g.WaitFor("shown", "only client size>10", "C>   18")
		g.waitNoRow(" S> ")
		g.Press(key)
		g.WaitFor(" filter:")
		g.Press("esc")
		g.WaitGone("filter:")
		g.WaitFor("S> ")
	}},
	{"conn", func(g *guide, key string) {
		g.Press("home", key)
		g.WaitFor("only #1", " #1 ")
		g.waitNoRow(" #2 ")
		g.Press(key)
		g.WaitFor("only #2", " #2 ")
		g.waitNoRow(" #1 ")
		g.Press(key)
		g.WaitGone("only")
	}},
	{"previousConn", func(g *guide, key string) {
		g.Press("end", key)
		g.WaitFor("only #2")
		g.Press(key)
		g.WaitFor("only #1")
		g.Press(key)
		g.WaitGone("only")
	}},
	{"search", func(g *guide, key string) {
		g.Press("home", key)
		g.WaitFor(" search:")
		g.Type("ZYZZYVA")
		g.WaitFor("search: ZYZZYVA")
		g.Press("enter")
		g.WaitFor("n: the next event")
		g.waitSelected("*", "C>   18")
	}},
	{"nextHit", func(g *guide, key string) {
		g.Press(key)
		g.waitSelected("*", "S> ")
	}},
	{"previousHit", func(g *guide, key string) {
		g.Press(key)
		g.waitSelected("*", "C>   18")
	}},
	{"copy", func(g *guide, key string) {
		before := g.Written()
		g.Press(key)
		g.WaitFor("18 bytes copied to the clipboard and to")
		clipboard := osc52.New("the quick zyzzyva\n").String()
		g.WaitUntil("clipboard sequence", func([]string) bool {
			return bytes.Contains(g.Raw()[before:], []byte(clipboard))
		})
		text, err := os.ReadFile(filepath.Join(g.runs, "wallsockets", "copied"))
		if err != nil || string(text) != "the quick zyzzyva\n" {
			g.t.Errorf("the copy is %q, %v", text, err)
		}
	}},
	{"stream", func(g *guide, key string) {
		g.Press(key)
		g.WaitFor("conversation #1", `C> the quick zyzzyva\n`, `S> quick\t`)
		g.Press("esc")
		g.WaitGone("conversation #1")
		g.Press("end")
	}},
	{"left", func(g *guide, key string) {
		g.Press("v")
		g.WaitFor(", lanes", "client #2")
		g.client()
		g.client()
		g.WaitFor("client #4", " of 4")
		g.WaitGone("client #1")
		g.Press(key)
		g.WaitFor("client #1")
		g.WaitGone("client #4")
	}},
	{"right", func(g *guide, key string) {
		g.Press(key)
		g.WaitFor("client #4")
		g.Press("v")
		g.WaitFor(", list")
	}},
	{"zoom", func(g *guide, key string) {
		g.WaitFor("events: ", "server's output")
		g.Press(key)
		g.WaitGone("server's output")
		g.Press(key)
		g.WaitGone("events: ")
		g.WaitFor("server's output", "listening on")
		g.Press(key)
		g.WaitFor("events: ", "server's output")
	}},
	{"split", func(g *guide, key string) {
		before := g.output()
		g.Press(key)
		g.WaitUntil("another row with the output's heading", func([]string) bool {
			return key == "+" && g.output() > before || key == "-" && g.output() < before
		})
	}},
	{"save", func(g *guide, key string) {
		g.Press(key)
		g.WaitFor("events saved in")
		saved, _ := filepath.Glob(filepath.Join(g.home, "part3-threads-*.md"))
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
		g.WaitFor("Clear the events", "y yes")
		g.Press("n")
		g.WaitGone("Clear the events")
		g.Press(key)
		g.WaitFor("Clear the events")
		g.Press("y")
		g.WaitFor("events: 0", "no events yet")
	}},
	{"dismiss", func(g *guide, key string) {
		const file, right, wrong = "part3-threads/server/main.go", "func main() {", "func main( {"
		g.edit(file, right, wrong)
		g.Press("r")
		g.WaitFor("does not compile", "syntax error", "d dismiss")
		g.Press(key)
		g.WaitGone("does not compile", "syntax error")
		g.edit(file, wrong, right)
	}},
}

// output returns the row with the heading of the output.
func (g *guide) output() int {
	return slices.IndexFunc(g.Screen(), func(row string) bool {
		return strings.Contains(row, "the server's output")
	})
}

// waitSelected waits until the selected message is marked and has the texts.
func (g *guide) waitSelected(texts ...string) {
	g.t.Helper()
	g.WaitUntil(fmt.Sprintf("selected message with %q", texts), func(screen []string) bool {
		for _, row := range screen {
			if !strings.HasPrefix(strings.TrimPrefix(row, "│"), ">") {
				continue
			}
			for _, text := range texts {
				if !strings.Contains(row, text) {
					return false
				}
			}
			return true
		}
		return false
	})
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
