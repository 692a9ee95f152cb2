//go:build !linux

package frequency

// hugePages does nothing: only Linux lets a program ask for them.
func hugePages([]byte) {}
