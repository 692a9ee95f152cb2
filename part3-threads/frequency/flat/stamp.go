package flat

import (
	"fmt"
	"hash/fnv"
	"os"
	"path/filepath"

	"wallsockets/part3-threads/frequency/flat/system"
)

// Stamp identifies a source of words, by Names, and its state, by State: the
// size, the modification time and the identity of each file. A snapshot holds
// the stamp of its source, and is out of date once the source has another.
type Stamp struct {
	Names, State [16]byte
}

// StampFiles returns the stamp of a source that consists of files. Sources of
// different kinds differ even if their files are the same.
func StampFiles(kind string, files []string) (Stamp, error) {
	names, state := []byte(kind), []byte(nil)
	for _, name := range files {
		info, err := os.Stat(name)
		if err == nil {
			name, err = filepath.Abs(name)
		}
		if err != nil {
			return Stamp{}, fmt.Errorf("read the words: %w", err)
		}
		names = append(append(names, 0), name...)
		modified := info.ModTime().UnixNano()
		state = fmt.Append(state, info.Size(), " ", modified, " ",
			system.Identity(name), "\n")
	}
	return Stamp{sum(names), sum(state)}, nil
}

// StampData returns the stamp of a source that is in memory.
func StampData(name string, data []byte) Stamp {
	return Stamp{sum([]byte(name)), sum(data)}
}

// sum returns a 16-byte hash of data. A cryptographic hash would also resist
// people who look for collisions, which nobody gains from here, but it would
// delay each start of a server by two milliseconds.
func sum(data []byte) (sum [16]byte) {
	h := fnv.New128a()
	h.Write(data) // never fails
	h.Sum(sum[:0])
	return sum
}
