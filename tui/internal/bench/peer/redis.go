//go:build linux

package peer

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"
)

// StartRedis starts a Redis, not pinned, and waits until it answers. Its folder
// has the given name in the host's folder. It loads the dump that an earlier one
// has left there with SAVE, and otherwise starts empty. The caller stops it.
func (h *Host) StartRedis(ctx context.Context, name string) (*Process, string, error) {
	return h.startRedis(ctx, anywhere, name)
}

func (h *Host) startRedis(ctx context.Context, cpu int, name string) (
	_ *Process, path string, _ error) {
	program, err := exec.LookPath("redis-server")
	if err != nil {
		return nil, "", missing(Redis, "redis-server", "apt-get install redis-server")
	}
	folder := h.path(name)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, "", err
	}
	path = h.path(name + "/sock")
	p, err := h.prepare(program, "--port", "0", "--unixsocket", path,
		"--unixsocketperm", "700", "--save", "", "--appendonly", "no",
		"--daemonize", "no", "--dir", folder,
		"--maxclients", strconv.Itoa(h.config.Connections+100))
	if err != nil {
		return nil, "", err
	}
	if err := p.start(cpu); err != nil {
		return nil, "", err
	}
	err = p.Until(ctx, func() error {
		_, err := RedisCommand(path, "PING")
		return err
	})
	if err != nil {
		p.Stop()
		return nil, "", err
	}
	return p, path, nil
}

func (h *Host) redis(ctx context.Context) (*Peer, error) {
	p, path, err := h.startRedis(ctx, h.cpus.server, Redis)
	if err != nil {
		return nil, err
	}
	return h.newPeer(Redis, "resp", "unix", path, p), FillRedis(path, h.config.List)
}

// FillRedis sets each word of a list to its count in the Redis at a path. It
// does not wait for an answer before it sends the next request.
func FillRedis(path, list string) error {
	return fill(path, list, func(out *bufio.Writer, word, count []byte) {
		fmt.Fprintf(out, "*3\r\n$3\r\nSET\r\n$%d\r\n%s\r\n$%d\r\n%s\r\n",
			len(word), word, len(count), count)
	}, "*1\r\n$4\r\nPING\r\n", "+PONG\r\n", "+OK\r\n")
}

// RedisCommand sends one command to a server that speaks Redis' protocol at a
// path. It returns the first line of the answer, or an error if that is one.
func RedisCommand(path string, words ...string) (string, error) {
	conn, err := net.Dial("unix", path)
	if err != nil {
		return "", err
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(fillTime))
	fmt.Fprintf(conn, "*%d\r\n", len(words))
	for _, word := range words {
		fmt.Fprintf(conn, "$%d\r\n%s\r\n", len(word), word)
	}
	line, err := bufio.NewReader(conn).ReadString('\n')
	if err == nil && strings.HasPrefix(line, "-") {
		err = fmt.Errorf("%v: %s", words, strings.TrimSpace(line))
	}
	return line, err
}
