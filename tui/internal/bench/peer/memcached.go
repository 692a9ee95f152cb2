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
)

func (h *Host) memcached(ctx context.Context) (*Peer, error) {
	program, err := exec.LookPath("memcached")
	if err != nil {
		return nil, missing(Memcached, "memcached", "apt-get install memcached")
	}
	path := h.Socket("memcached")
	megabytes := 64 + h.config.Words*150>>20
	arguments := []string{"-s", path, "-a", "700", "-U", "0", "-t", "2",
		"-m", strconv.Itoa(megabytes), "-c", "1024"}
	if os.Geteuid() == 0 {
		arguments = append(arguments, "-u", "root") // it refuses root by default
	}
	server, err := h.prepare(program, arguments...)
	if err != nil {
		return nil, err
	}
	if err := server.start(h.cpus.server); err != nil {
		return nil, err
	}
	p := h.newPeer(Memcached, "memcached", "unix", path, server)
	if err := server.Until(ctx, func() error { return dial(path) }); err != nil {
		return p, err
	}
	return p, fillMemcached(path, h.config.List)
}

// fillMemcached sets each word of a list to its count, without answers.
func fillMemcached(path, list string) error {
	return fill(path, list, func(out *bufio.Writer, word, count []byte) {
		fmt.Fprintf(out, "set %s 0 0 %d noreply\r\n%s\r\n", word, len(count), count)
	}, "mn\r\n", "MN\r\n", "")
}

// dial reports by its error whether a server listens at a path.
func dial(path string) error {
	conn, err := net.Dial("unix", path)
	if err == nil {
		conn.Close()
	}
	return err
}
