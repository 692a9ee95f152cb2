package frequency

import "golang.org/x/sys/unix"

// hugePages asks for pages of 2 MiB instead of 4 KiB: random look-ups in many
// small pages mostly wait for the tables that say where those are.
func hugePages(data []byte) {
	_ = unix.Madvise(data, unix.MADV_HUGEPAGE) // only a wish
}
