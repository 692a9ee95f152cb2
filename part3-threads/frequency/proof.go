package frequency

import (
	"fmt"
	"log"
	"sync"
	"time"
)

// proof is what is known of a table that was mapped from a file, of which any
// byte may be wrong. To look at all of a large file would take longer than
// mapping it was to save, so each partition is checked before it is first
// used, and the others in the background.
type proof struct {
	name   string
	checks []uint32 // what they should be, by partition

	mu      sync.Mutex
	proven  []bool
	left    int                    // partitions not proven yet
	again   func() (*Table, error) // reads the words from their source
	instead *Table                 // what it read, once a partition was damaged
}

// proofDelay is how long after its start a server begins to check what nobody
// has asked for. A process that answers one client has ended by then.
const proofDelay = 200 * time.Millisecond

// distrust makes a table be checked against p, which is new.
func (t *Table) distrust(p *proof) {
	p.left = 1 << t.bits
	p.proven = make([]bool, p.left)
	t.proof.Store(p)
	time.AfterFunc(proofDelay, func() {
		for part, pace := 0, gently; part < len(p.proven); part++ {
			if _, err := p.trusted(t, part); err != nil {
				log.Print(err) // and whoever asks for these words will try again
			}
			pace.rest()
		}
	})
}

// proven returns a table that is known to hold the truth about words: t, or
// what was read instead. It panics if t is damaged and its words cannot be
// read: then there is no answer.
func (t *Table) proven(words [][]byte) *Table {
	p := t.proof.Load()
	if p == nil {
		return t
	}
	for _, word := range words {
		if trusted := p.must(t, t.partition(hash(word))); trusted != t {
			return trusted
		}
	}
	return t
}

// provenAll does the same for all words.
func (t *Table) provenAll() *Table {
	p := t.proof.Load()
	if p == nil {
		return t
	}
	for part := range p.proven {
		if trusted := p.must(t, part); trusted != t {
			return trusted
		}
	}
	return t
}

// must returns what trusted does, and panics if there is no such table.
func (p *proof) must(t *Table, part int) *Table {
	trusted, err := p.trusted(t, part)
	if err != nil {
		panic(err)
	}
	return trusted
}

// trusted returns t if a partition of it is as it should be. If not, it is the
// table that is read instead, for this and all other partitions.
func (p *proof) trusted(t *Table, part int) (*Table, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.instead != nil {
		return p.instead, nil
	}
	if p.proven[part] {
		return t, nil
	}
	if t.check(part) == p.checks[part] {
		p.proven[part] = true
		if p.left--; p.left == 0 {
			t.proof.Store(nil)
		}
		return t, nil
	}
	log.Printf("the snapshot %s %v: reading the words anew", p.name, errDamaged)
	instead, err := p.again()
	if err != nil {
		return nil, fmt.Errorf("the snapshot %s %v, and its words cannot be read: %w",
			p.name, errDamaged, err)
	}
	p.instead = instead
	return instead, nil
}
