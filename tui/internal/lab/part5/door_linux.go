package part5

import (
	"bytes"
	"context"
	"errors"
	"os"
	"unsafe"

	"golang.org/x/sys/unix"

	"wallsockets/tui/internal/lab/experiment"
)

// seeOurs starts part 5's server with a umask that takes nothing away. It returns the
// mode of the socket, and how often that was changed after the file had its name.
func seeOurs(ctx context.Context, kit *experiment.Kit) (os.FileMode, int, error) {
	folder, err := kit.MakeFolder("ours", 0o755)
	if err != nil {
		return 0, 0, err
	}
	watch, err := unix.InotifyInit1(unix.IN_CLOEXEC | unix.IN_NONBLOCK)
	if err != nil {
		return 0, 0, err
	}
	defer unix.Close(watch)
	if _, err := unix.InotifyAddWatch(watch, folder, unix.IN_CREATE|unix.IN_ATTRIB); err != nil {
		return 0, 0, err
	}
	words, err := kit.ShortList()
	if err != nil {
		return 0, 0, err
	}
	if _, err := serveMasked(ctx, kit, "000", server, append(words, folder+"/s")...); err != nil {
		return 0, 0, err
	}
	info, err := os.Stat(folder + "/s")
	if err != nil {
		return 0, 0, err
	}
	buffer := make([]byte, 4096) // the events of two files are less
	n, err := unix.Read(watch, buffer)
	if err != nil {
		return 0, 0, err
	}
	created, changed := countEvents(buffer[:n], "s")
	if created != 1 {
		return 0, 0, errors.New("the kernel did not report that the socket file was made")
	}
	return info.Mode(), changed, nil
}

// countEvents returns how often the kernel has reported that a file was made, and that
// its mode or another attribute was changed.
func countEvents(events []byte, name string) (created, changed int) {
	for len(events) >= unix.SizeofInotifyEvent {
		event := (*unix.InotifyEvent)(unsafe.Pointer(&events[0]))
		end := unix.SizeofInotifyEvent + int(event.Len)
		of := bytes.TrimRight(events[unix.SizeofInotifyEvent:end], "\x00")
		switch {
		case string(of) != name:
		case event.Mask&unix.IN_CREATE != 0:
			created++
		case event.Mask&unix.IN_ATTRIB != 0:
			changed++
		}
		events = events[end:]
	}
	return created, changed
}
