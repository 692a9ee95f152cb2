package experiment

import (
	"context"
	"errors"
	"os"
	"time"

	"wallsockets/tui/internal/bench"
	"wallsockets/tui/internal/bench/load"
	"wallsockets/tui/internal/bench/peer"
	"wallsockets/tui/internal/bench/words"
	"wallsockets/tui/internal/proc"
)

// Peers are servers of the comparison with one word list, and its load generator.
type Peers struct {
	host    *peer.Host
	running map[string]*peer.Peer
}

// Peers starts servers of the comparison, by their names in package peer, and fills them
// with a list of that many words. Most labs call it in Prepare, for it builds programs.
// Programs are those of the parts that the peers need: "part5-unix/server".
func (k *Kit) Peers(ctx context.Context, count int, programs []string, names ...string) (*Peers, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	list := k.Path("words.tsv")
	if err := writeList(list, count); err != nil {
		return nil, err
	}
	host, err := peer.NewHost(peer.Config{Root: k.root, Folder: k.folder,
		Self: []string{self, bench.Name}, List: list, Words: count, Connections: 300, Say: k.Say})
	if err != nil {
		return nil, err
	}
	k.OnClose(host.Close)
	if err := host.Build(ctx, programs...); err != nil {
		return nil, err
	}
	p := &Peers{host, make(map[string]*peer.Peer)}
	for _, name := range names {
		if p.running[name], err = host.Start(ctx, name); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// writeList writes a word list that the comparison's generator makes.
func writeList(name string, count int) error {
	file, err := os.Create(name)
	if err != nil {
		return err
	}
	return errors.Join(words.Generate(file, count), file.Close())
}

// Take puts load on a peer for the time in job.Duration and returns what was measured.
// The job's shape, duration and OneShot count; the rest is the peer's own.
func (p *Peers) Take(ctx context.Context, name string, job load.Job) (Turn, error) {
	one := p.running[name]
	turn, err := one.Take(ctx, job.Shape, job.Duration, job.OneShot)
	if err != nil {
		return Turn{}, err
	}
	t := Turn{Rate: turn.Rate(), P50: turn.P50, P99: turn.P99,
		CPU: turn.CPU / time.Duration(max(turn.Requests, 1))}
	if server := one.Server(); server != nil {
		for _, each := range proc.Family(server.PID(), 0) {
			t.Memory += each.Memory
		}
	}
	return t, nil
}
