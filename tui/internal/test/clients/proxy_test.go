package clients

import (
	"bytes"
	"io"
	"net"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"wallsockets/tui/internal/test/stagetest"
)

// proxy passes on connections to a server and keeps what the clients send.
type proxy struct {
	net.Listener
	mu      sync.Mutex
	streams []*bytes.Buffer // in the order of the connections
}

// newProxy starts a proxy on tcp, or on unix, to a server on tcp. It ends with the
// test.
func newProxy(t *testing.T, network, server string) *proxy {
	t.Helper()
	address := "127.0.0.1:0"
	if network == "unix" {
		address = stagetest.SocketPath(t)
	}
	ln, err := net.Listen(network, address)
	if err != nil {
		t.Fatal(err)
	}
	p := &proxy{Listener: ln}
	var running sync.WaitGroup
	running.Go(func() {
		for {
			client, err := ln.Accept()
			if err != nil {
				return // the test is over
			}
			running.Go(func() { p.pass(client, server) })
		}
	})
	t.Cleanup(func() { ln.Close(); running.Wait() })
	return p
}

// pass passes bytes on in both directions until either side closes.
func (p *proxy) pass(client net.Conn, address string) {
	defer client.Close()
	server, err := net.Dial("tcp", address)
	if err != nil {
		return // the client reports it
	}
	stream := new(bytes.Buffer)
	p.mu.Lock()
	p.streams = append(p.streams, stream)
	p.mu.Unlock()
	go func() {
		io.Copy(io.MultiWriter(server, lockedWriter{p, stream}), client)
		server.(*net.TCPConn).CloseWrite()
	}()
	io.Copy(client, server)
	server.Close()
}

// lockedWriter writes to a stream while others may read it.
type lockedWriter struct {
	p      *proxy
	stream *bytes.Buffer
}

func (w lockedWriter) Write(data []byte) (int, error) {
	w.p.mu.Lock()
	defer w.p.mu.Unlock()
	return w.stream.Write(data)
}

// sent describes what the clients sent before they asked for words.
func (p *proxy) sent() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	var kinds []string
	for _, stream := range p.streams {
		for _, request := range requests(stream.String()) {
			if request == "GET" || request == "MGET" {
				break
			}
			if !slices.Contains(kinds, request) {
				kinds = append(kinds, request)
			}
		}
	}
	if len(kinds) == 0 {
		return "nothing"
	}
	return strings.Join(kinds, ", ")
}

// requests describes each request in a stream: the name of the command, and what
// chooses between its subcommands.
func requests(stream string) (kinds []string) {
	for stream != "" {
		line, rest, _ := strings.Cut(stream, "\r\n")
		if !strings.HasPrefix(line, "*") {
			kind := "inline " + line
			if line == "" {
				kind = "an empty line"
			}
			kinds, stream = append(kinds, kind), rest
			continue
		}
		n, _ := strconv.Atoi(line[1:])
		var words []string
		for range n {
			_, rest, _ = strings.Cut(rest, "\r\n") // its length
			var word string
			word, rest, _ = strings.Cut(rest, "\r\n")
			words = append(words, word)
		}
		kinds, stream = append(kinds, kind(words)), rest
	}
	return kinds
}

// kind names a request by as many of its words as are the same at each run.
func kind(words []string) string {
	name := strings.ToUpper(words[0])
	switch {
	case name == "HELLO":
		return name + " " + strings.Join(words[1:], " ")
	case len(words) > 1 && strings.ToUpper(words[1]) == "TRACKING":
		return strings.ToUpper(strings.Join(words, " "))
	case len(words) > 1 && slices.Contains([]string{"CLIENT", "CLUSTER", "COMMAND", "CONFIG"}, name):
		return name + " " + strings.ToUpper(words[1])
	}
	return name
}
