package check

import (
	"sync"

	"wallsockets/tui/internal/runner"
)

// maxOutput is how many bytes a program may print: more is a flood.
const maxOutput = 8 << 20

const (
	stdout = runner.Stdout
	stderr = runner.Stderr
)

// output is what a program has printed, up to maxOutput in all.
type output struct {
	mu      sync.Mutex
	kept    [stderr + 1][]byte
	total   int
	changed chan struct{} // closed at the next change
}

func newOutput() *output { return &output{changed: make(chan struct{})} }

// write keeps a piece.
func (o *output) write(source runner.Source, piece []byte) {
	o.mu.Lock()
	defer o.mu.Unlock()
	room := max(maxOutput-o.total, 0)
	o.total += len(piece)
	o.kept[source] = append(o.kept[source], piece[:min(len(piece), room)]...)
	close(o.changed)
	o.changed = make(chan struct{})
}

// text returns what came from a source so far.
func (o *output) text(source runner.Source) []byte {
	o.mu.Lock()
	defer o.mu.Unlock()
	return append([]byte(nil), o.kept[source]...)
}

// floods reports whether the program has printed too much.
func (o *output) floods() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.total > maxOutput
}

// wait returns a channel that is closed at the next change.
func (o *output) wait() <-chan struct{} {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.changed
}
