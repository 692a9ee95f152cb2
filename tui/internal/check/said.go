package check

import (
	"fmt"
	"strings"
)

const (
	// saidPieces is how many pieces of what was sent a finding shows, the last ones.
	saidPieces = 4
	// saidBytes is how many bytes of a piece are kept.
	saidBytes = 4 << 10
)

// said is what the script has sent on a connection: a piece for each verb.
type said struct {
	pieces []piece // the last ones
	before int     // how many came before them
}

// piece is what a verb has sent, in one write or in many.
type piece struct {
	data []byte // the first saidBytes of it
	size int
}

// begin begins another piece.
func (s *said) begin() {
	s.pieces = append(s.pieces, piece{})
	if len(s.pieces) > saidPieces {
		s.pieces, s.before = s.pieces[1:], s.before+1
	}
}

// add adds to the last piece.
func (s *said) add(data []byte) {
	if len(s.pieces) == 0 {
		s.begin()
	}
	last := &s.pieces[len(s.pieces)-1]
	last.data = append(last.data, data[:min(len(data), saidBytes-len(last.data))]...)
	last.size += len(data)
}

// String quotes the pieces in their order; "": nothing was sent.
//
//	2 pieces, then "the ", then "quick\n"
func (s *said) String() string {
	var texts []string
	switch s.before {
	case 0:
	case 1:
		texts = append(texts, "1 piece")
	default:
		texts = append(texts, fmt.Sprintf("%d pieces", s.before))
	}
	for _, p := range s.pieces {
		texts = append(texts, briefOf(p.data, p.size))
	}
	return strings.Join(texts, ", then ")
}
