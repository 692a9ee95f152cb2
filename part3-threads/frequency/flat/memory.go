package flat

import "wallsockets/part3-threads/frequency/flat/system"

// memory hands out pages from large pieces of memory.
type memory struct {
	spare []*page // handed out before anything else
	rest  []byte  // of the current piece
	size  int     // of the next piece, in bytes
	frees []func()
}

// page returns a page of zeros.
func (m *memory) page() *page {
	if len(m.spare) > 0 {
		page := m.spare[0]
		m.spare = m.spare[1:]
		return page
	}
	if len(m.rest) == 0 {
		m.size = max(m.size, 16*pageSize)
		piece, free, err := system.Allocate(m.size)
		if err != nil { // it is small: Go may still have that much
			piece, free = make([]byte, m.size), func() {}
		}
		m.rest = piece
		m.frees = append(m.frees, free)
		m.size = min(2*m.size, 4*system.Large)
	}
	page := (*page)(m.rest)
	m.rest = m.rest[pageSize:]
	return page
}

// free gives all pieces back.
func (m *memory) free() {
	for _, free := range m.frees {
		free()
	}
}
