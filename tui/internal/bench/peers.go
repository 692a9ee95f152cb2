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
	"time"

	"wallsockets/tui/internal/bench/internal/load"
	"wallsockets/tui/internal/bench/internal/report"
)

// The peers' names, as the tables have them.
const (
	ours      = report.Ours
	oursTCP   = "part 4 (tcp)"
	threads   = "part 3 threads"
	events    = "part 3 events"
	processes = "part 3 processes"
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

// makers start the peers and fill them.
func (b *bench) makers() map[string]func() (*peer, error) {
	return map[string]func() (*peer, error){ours: b.ourPeer, oursTCP: b.tcpPeer,
		threads: b.threadsPeer, events: b.eventsPeer, processes: b.processesPeer,
		redis: b.redisPeer, memcached: b.memcachedPeer, mariadb: b.mariadbPeer,
		sqlite: b.sqlitePeer, echoGo: b.echoGoPeer, echoOfC: b.echoCPeer}
}

// peers returns the peers of these names, as far as they are to be had. Those
// that do not run yet are started and filled, and have to prove that they
// answer as the list says. Ours must; another one is left out if it does not.
func (b *bench) peers(names ...string) ([]*peer, error) {
	var found []*peer
	for _, name := range names {
		p, known := b.running[name]
		if !known {
			b.progress.say("start and fill %s", name)
			var err error
			if p, err = b.startPeer(name); err != nil {
				if b.ctx.Err() != nil || name == ours {
					return nil, err
				}
				b.leaveOut(err)
			}
			b.running[name] = p
		}
		if p != nil {
			found = append(found, p)
		}
	}
	return found, nil
}

// startPeer starts a peer that runs until the end, or returns nil.
func (b *bench) startPeer(name string) (*peer, error) {
	p, err := b.makers()[name]()
	if err == nil {
		err = b.verify(p)
	}
	if err != nil {
		if p != nil {
			p.stop()
		}
		return nil, err
	}
	b.onClose(p.stop)
	return p, nil
}

// verify has words from all over the list looked up and compares every byte.
func (b *bench) verify(p *peer) error {
	job := p.job(shape{connections: 1, words: 10, depth: 1})
	job.Verify, job.Duration, job.OneShot = true, time.Second, p.protocol == "plain"
	if _, err := p.client.run(b.ctx, job); err != nil {
		return fmt.Errorf("%s does not answer as the list says: %w", p.name, err)
	}
	return nil
}

// missing is why a peer is left out, and how to have it.
func missing(name, program, mend string) error {
	return fmt.Errorf("%s: there is no %s here; %s", name, program, mend)
}

// startRedis starts an empty Redis that keeps nothing on disk of its own
// accord. It has a folder of the name given; a dump that lies there it loads.
func (b *bench) startRedis(cpu int, name string) (*process, string, error) {
	program, err := exec.LookPath("redis-server")
	if err != nil {
		return nil, "", missing(redis, "redis-server", "apt-get install redis-server")
	}
	folder := filepath.Join(b.folder, name)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, "", err
	}
	path := filepath.Join(folder, "sock")
	p, err := b.start(cpu, program, "--port", "0", "--unixsocket", path,
		"--unixsocketperm", "700", "--save", "", "--appendonly", "no",
		"--daemonize", "no", "--dir", folder,
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
	p, path, err := b.startRedis(b.processors.server, redis)
	if err != nil {
		return nil, err
	}
	filled := &peer{redis, "resp", "unix", path, p, b.generator}
	return filled, fillRedis(path, b.list)
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
	return b.echoPeer(echoGo, self, echoMode, b.socket("echo-go"))
}

func (b *bench) echoCPeer() (*peer, error) {
	compiler, err := exec.LookPath("cc")
	if err != nil {
		return nil, missing(echoOfC, "cc", "apt-get install gcc libc6-dev")
	}
	source := filepath.Join(b.folder, "echo.c")
	program := filepath.Join(b.folder, "echo-c")
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
	cmd := exec.CommandContext(ctx, name, arguments...)
	cmd.Env = append(os.Environ(), "LC_ALL=C") // any other one slows wc down
	output, err := cmd.CombinedOutput()
	if err != nil {
		return fmt.Errorf("%s: %w: %.500s", filepath.Base(name), err, output)
	}
	return nil
}
