//go:build !linux

package flat

// useHugePages does nothing: only Linux has huge pages on request.
func useHugePages([]byte) {}
