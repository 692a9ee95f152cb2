package ui

import (
	"context"
	"errors"
	"fmt"
	"io"
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
	target  raw.Target // the session's tap
	conn    int        // number of its newest connection; 0: none yet

	sending sync.Mutex // sends stay in order, while one of them blocks, too

	mu     sync.Mutex
	client *raw.Client // nil: not connected
}

// rawEndedMsg says that the other side has ended the connection of a raw client.
type rawEndedMsg struct {
	raw *rawClient
	end error // io.EOF, or how it was broken off
}

// rawClient returns the raw client of the session that runs.
func (r *stageRun) rawClient() *rawClient {
	if s := r.session; r.raw == nil || r.raw.session != s {
		r.raw = &rawClient{session: s, target: raw.Target{Hands: s.Hands(), Recording: s.Recording,
			Address: wire.Address{Network: s.Stage.Network, Address: s.Address()}}}
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

// rawEnded says so, unless the server has ended, which one sees.
func (r *stageRun) rawEnded(msg rawEndedMsg) tea.Cmd {
	how := "reset"
	if errors.Is(msg.end, io.EOF) {
		how = "closed"
	}
	if msg.raw != r.raw || !r.serves() {
		return nil
	}
	return notify("raw: the connection was %s; the next line connects again", how)
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
		var watch tea.Cmd
		switch verb {
		case "":
			watch, err = c.send(data)
		case "/half-close":
			err = c.halfClose()
		case "/reset":
			err = c.leave((*raw.Client).Reset)
		case "/close":
			err = c.leave((*raw.Client).Close)
		case "/at-once":
			err = c.atOnce(string(data))
		default:
			err = fmt.Errorf("there is no %s: want /half-close, /reset, /close or /at-once", verb)
		}
		if err != nil {
			return tea.Batch(watch, notify("raw: %v", err))()
		}
		if watch != nil {
			return watch()
		}
		return nil
	}
}

// errUnconnected is about what needs a connection.
var errUnconnected = errors.New("it is not connected; type what it should send")

// send sends bytes. It connects if need be, and then returns what waits for the end of
// the connection.
func (c *rawClient) send(data []byte) (watch tea.Cmd, err error) {
	c.sending.Lock()
	defer c.sending.Unlock()
	client := c.connected()
	if client != nil {
		if _, end := client.Take(); end != nil {
			c.forget(client)
			client.Close()
			client = nil
		}
	}
	if client == nil {
		ctx, cancel := context.WithTimeout(context.Background(), rawTime)
		defer cancel()
		if client, err = raw.Dial(ctx, c.target.Address); err != nil {
			return nil, err
		}
		c.mu.Lock()
		c.client = client
		c.mu.Unlock()
		watch = c.watch(client)
	}
	if err = client.Send(data); err == nil {
		return watch, nil
	}
	if !c.forget(client) {
		return nil, errors.New("it was closed before everything was sent")
	}
	client.Close() // the next bytes go to a new connection
	return nil, err
}

// watch waits until the other side ends a connection.
func (c *rawClient) watch(client *raw.Client) tea.Cmd {
	return func() tea.Msg {
		for {
			_, end := client.Take()
			switch {
			case c.connected() != client:
				return nil // we have closed it
			case end != nil:
				return rawEndedMsg{c, end}
			}
			<-client.Updates()
		}
	}
}

// halfClose sends the end behind what is being sent.
func (c *rawClient) halfClose() error {
	c.sending.Lock()
	defer c.sending.Unlock()
	client := c.connected()
	if client == nil {
		return errUnconnected
	}
	return client.HalfClose()
}

// leave ends the connection, while bytes are being sent, too.
func (c *rawClient) leave(how func(*raw.Client)) error {
	client := c.connected()
	if client == nil || !c.forget(client) {
		return errUnconnected
	}
	how(client)
	return nil
}

// connected returns the connection; nil: there is none.
func (c *rawClient) connected() *raw.Client {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.client
}

// forget leaves a connection to the caller to close, and reports whether it was still the
// one that is used.
func (c *rawClient) forget(client *raw.Client) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	was := c.client == client
	if was {
		c.client = nil
	}
	return was
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
	return raw.Sending([]byte(text)).Run(ctx, c.target, times)
}
