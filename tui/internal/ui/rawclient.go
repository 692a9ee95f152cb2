package ui

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"wallsockets/tui/internal/printable"
	"wallsockets/tui/internal/raw"
	"wallsockets/tui/internal/session"
	"wallsockets/tui/internal/wire"
)

// rawTime bounds what the raw client does at once: to connect, and clients that are
// repeated.
const rawTime = 30 * time.Second

// rawClient sends what one types, byte for byte, to the server of a session. It
// connects with the first bytes, and stays connected and silent until it is told
// otherwise.
type rawClient struct {
	session *session.Session
	conn    int // number of its newest connection; 0: none yet

	mu     sync.Mutex // sends stay in order
	client *raw.Client
}

// rawClient returns the raw client of the session that runs.
func (r *stageRun) rawClient() *rawClient {
	if r.raw == nil || r.raw.session != r.session {
		r.raw = &rawClient{session: r.session}
	}
	return r.raw
}

// rawLine names the raw client on the line of clients if it is connected; else it is "".
func (r *stageRun) rawLine() string {
	if r.raw == nil || r.raw.conn == 0 || r.events.connections.get(r.raw.conn).over {
		return ""
	}
	return fmt.Sprintf("raw client #%d open", r.raw.conn)
}

// identifyRaw looks for the connection of the raw client, which the guide itself has.
func (r *stageRun) identifyRaw() {
	if r.raw != nil && r.rawLine() == "" {
		found, _ := r.events.recording.Of(os.Getpid())
		r.raw.conn = found.Number
	}
}

func (c *rawClient) address() wire.Address {
	return wire.Address{Network: c.session.Stage.Network, Address: c.session.Address()}
}

// enter does what was typed, in the background: sending may block.
func (c *rawClient) enter(text string) tea.Cmd {
	verb, rest, _ := strings.Cut(text, " ")
	if !strings.HasPrefix(text, "/") {
		verb, rest = "", text
	}
	data, err := printable.Unescape(rest)
	if err != nil {
		return notify("%v", err)
	}
	return func() tea.Msg {
		c.mu.Lock()
		defer c.mu.Unlock()
		if verb == "/at-once" {
			err = c.atOnce(string(data))
		} else {
			err = c.do(verb, data)
		}
		if err != nil {
			return notify("raw: %v", err)()
		}
		return nil
	}
}

// do connects if need be, and does one thing.
func (c *rawClient) do(verb string, data []byte) error {
	if c.client == nil {
		if verb != "" {
			return errors.New("it is not connected; type what it should send")
		}
		ctx, cancel := context.WithTimeout(context.Background(), rawTime)
		defer cancel()
		client, err := raw.Dial(ctx, c.address())
		if err != nil {
			return err
		}
		c.client = client
	}
	switch verb {
	case "":
		err := c.client.Send(data)
		if err != nil { // the next bytes go to a new connection
			c.client.Close()
			c.client = nil
		}
		return err
	case "/half-close":
		return c.client.HalfClose()
	case "/reset":
		c.client.Reset()
	case "/close":
		c.client.Close()
	default:
		return fmt.Errorf("there is no %s: want /half-close, /reset, /close or /at-once", verb)
	}
	c.client = nil
	return nil
}

// atOnce has many clients send the same: "50 hello\n".
func (c *rawClient) atOnce(rest string) error {
	number, text, _ := strings.Cut(rest, " ")
	times, err := strconv.Atoi(number)
	if err != nil || times < 1 || times > raw.MaxTimes {
		return fmt.Errorf("want /at-once with a number up to %d and the bytes", raw.MaxTimes)
	}
	ctx, cancel := context.WithTimeout(context.Background(), rawTime)
	defer cancel()
	return raw.Sending([]byte(text)).Run(ctx, raw.Target{Address: c.address(), Hands: c.session.Hands(),
		Recording: c.session.Recording}, times)
}
