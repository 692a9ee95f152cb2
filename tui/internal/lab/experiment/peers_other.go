//go:build !linux

package experiment

import (
	"context"

	"wallsockets/tui/internal/bench/load"
	"wallsockets/tui/internal/proc"
)

// peers are servers of the comparison, which needs Linux.
type peers struct{}

// StartPeers returns an error.
func (k *Kit) StartPeers(context.Context, int, []string, ...string) error { return proc.ErrNotHere }

// Take returns an error.
func (k *Kit) Take(context.Context, string, load.Job) (Turn, error) {
	return Turn{}, proc.ErrNotHere
}
