package experiment

import (
	"context"
	"os"
	"time"

	"wallsockets/tui/internal/bench"
	"wallsockets/tui/internal/bench/load"
	"wallsockets/tui/internal/bench/peer"
	"wallsockets/tui/internal/proc"
)

// peers are servers of the comparison, by their names.
type peers map[string]*peer.Peer

// StartPeers starts servers of the comparison, by their names in package peer, and fills
// them with a list of that many words. Call it in Prepare, because it builds programs, and
// once. Programs are those of the parts that the peers need: "part5-unix/server".
func (k *Kit) StartPeers(ctx context.Context, count int, programs []string, names ...string) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	list := k.Path("words.tsv")
	if err := WriteList(list, count); err != nil {
		return err
	}
	host, err := peer.NewHost(peer.Config{Root: k.root, Folder: k.folder,
		Self: []string{self, bench.Name}, List: list, Words: count, Connections: 300, Say: k.Say})
	if err != nil {
		return err
	}
	k.OnClose(host.Close)
	if err := host.Build(ctx, programs...); err != nil {
		return err
	}
	k.peers = make(peers)
	for _, name := range names {
		if k.peers[name], err = host.Start(ctx, name); err != nil {
			return err
		}
	}
	return nil
}

// Take puts load on a peer for the time in job.Duration and returns what was measured.
// The job's shape, duration and OneShot count; the rest is the peer's own.
func (k *Kit) Take(ctx context.Context, name string, job load.Job) (Turn, error) {
	one := k.peers[name]
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
