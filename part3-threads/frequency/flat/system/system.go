// Package system asks the operating system for what the table of words needs of
// it: large memory, files mapped into memory, and what identifies a file.
package system

// Large is the size, in bytes, from which Allocate asks the kernel for memory.
// The scatter of a large list begins with a piece of that size.
const Large = 4 << 20
