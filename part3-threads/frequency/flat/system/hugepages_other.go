//go:build !linux

package system

// useHugePages does nothing: only Linux has huge pages on request.
func useHugePages([]byte) {}
