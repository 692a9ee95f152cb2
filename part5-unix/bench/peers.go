//go:build linux

package main

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"

	"wallsockets/part5-unix/bench/internal/load"
	"wallsockets/part5-unix/bench/internal/report"
)

// The peers' names, as the tables have them.
const (
	ours      = report.Ours
	redis     = "redis"
	memcached = "memcached"
	mariadb   = "mariadb"
	sqlite    = "sqlite"
	echoGo    = "echo (Go)"
	echoOfC   = "echo (C)"
)

// peer is a server with the words in it, and who puts load on it.
type peer struct {
	name     string
	protocol string
	network  string
	address  string
	server   *process // nil for SQLite, which runs inside its client
	client   *client
}

// job is what a peer's client is to do in one turn.
func (p *peer) job(s shape) load.Job {
	return load.Job{Protocol: p.protocol, Network: p.network, Address: p.address,
		Connections: s.connections, Words: s.words, Depth: s.depth}
}

// plays tells whether a peer can be asked in this way.
func (p *peer) plays(s shape) bool {
	switch p.protocol {
	case mariadb:
		return s.depth == 1 // the driver does not pipeline
	case sqlite:
		return s.depth == 1 && s.connections == 1
	}
	return true
}

// stop ends what belongs to a peer alone.
func (p *peer) stop() {
	if p.server != nil {
		p.server.stop()
	}
}

// missing is why a peer is left out, and how to have it.
func missing(name, program, mend string) error {
	return fmt.Errorf("%s: there is no %s here; %s", name, program, mend)
}

// startRedis starts an empty Redis that keeps nothing on disk of its own
// accord. What it finds in the folder from before it loads.
func (b *bench) startRedis(cpu int) (*process, string, error) {
	program, err := exec.LookPath("redis-server")
	if err != nil {
		return nil, "", missing(redis, "redis-server", "apt-get install redis-server")
	}
	path := b.socket("redis")
	p, err := b.start(cpu, program, "--port", "0", "--unixsocket", path,
		"--unixsocketperm", "700", "--save", "", "--appendonly", "no",
		"--daemonize", "no", "--dir", b.folder,
		"--maxclients", strconv.Itoa(b.options.idle+100))
	if err != nil {
		return nil, "", err
	}
	err = p.until(b.ctx, func() error {
		_, err := redisCommand(path, "PING")
		return err
	})
	if err != nil {
		p.stop()
	}
	return p, path, err
}

func (b *bench) redisPeer() (*peer, error) {
	p, path, err := b.startRedis(b.processors.server)
	if err != nil {
		return nil, err
	}
	redis := &peer{redis, "resp", "unix", path, p, b.generator}
	return redis, fillRedis(path, b.list)
}

func (b *bench) memcachedPeer() (*peer, error) {
	program, err := exec.LookPath("memcached")
	if err != nil {
		return nil, missing(memcached, "memcached", "apt-get install memcached")
	}
	path := b.socket("memcached")
	megabytes := 64 + b.words*150>>20
	arguments := []string{"-s", path, "-a", "700", "-U", "0", "-t", "2",
		"-m", strconv.Itoa(megabytes), "-c", "1024"}
	if os.Geteuid() == 0 {
		arguments = append(arguments, "-u", "root") // else it would be nobody's
	}
	p, err := b.start(b.processors.server, program, arguments...)
	if err != nil {
		return nil, err
	}
	peer := &peer{memcached, memcached, "unix", path, p, b.generator}
	if err := p.until(b.ctx, func() error { return dial(path) }); err != nil {
		return peer, err
	}
	return peer, fillMemcached(path, b.list)
}

func (b *bench) echoGoPeer() (*peer, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	return b.echoPeer(echoGo, self, "echo", b.socket("echo-go"))
}

func (b *bench) echoCPeer() (*peer, error) {
	compiler, err := exec.LookPath("cc")
	if err != nil {
		return nil, missing(echoOfC, "cc", "apt-get install gcc libc6-dev")
	}
	source, program := filepath.Join(b.folder, "echo.c"), filepath.Join(b.folder, "echo-c")
	if err := os.WriteFile(source, echoC, 0o600); err != nil {
		return nil, err
	}
	if err := b.command(compiler, "-O2", "-o", program, source); err != nil {
		return nil, fmt.Errorf("%s: %w", echoOfC, err)
	}
	return b.echoPeer(echoOfC, program, b.socket("echo-c"))
}

func (b *bench) echoPeer(name, program string, arguments ...string) (*peer, error) {
	p, err := b.startTalking(b.processors.server, program, arguments...)
	if err != nil {
		return nil, err
	}
	path, err := p.address(b.ctx)
	return &peer{name, "echo", "unix", path, p, b.generator}, err
}

func dial(path string) error {
	conn, err := net.Dial("unix", path)
	if err == nil {
		conn.Close()
	}
	return err
}

// command runs a program to its end. Its words are in the error.
func (b *bench) command(name string, arguments ...string) error {
	ctx, cancel := context.WithTimeout(b.ctx, buildTime)
	defer cancel()
	output, err := exec.CommandContext(ctx, name, arguments...).CombinedOutput()
	if err != nil {
		return fmt.Errorf("%s: %w: %.500s", filepath.Base(name), err, output)
	}
	return nil
}
