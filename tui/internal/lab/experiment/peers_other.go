//go:build !linux

package experiment

import (
	"context"

	"wallsockets/tui/internal/bench/load"
	"wallsockets/tui/internal/proc"
)

// Peers are servers of the comparison, which needs Linux.
type Peers struct{}

// Peers returns an error.
func (k *Kit) Peers(context.Context, int, []string, ...string) (*Peers, error) {
	return nil, proc.ErrNotHere
}

// Take returns an error.
func (*Peers) Take(context.Context, string, load.Job) (Turn, error) {
	return Turn{}, proc.ErrNotHere
}
