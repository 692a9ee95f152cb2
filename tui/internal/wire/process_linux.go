package wire

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// allProcesses returns the processes of this machine.
func allProcesses() []int {
	folder, err := os.Open("/proc")
	if err != nil {
		return nil
	}
	defer folder.Close()
	names, _ := folder.Readdirnames(-1) // what it could read is good enough
	var processes []int
	for _, name := range names {
		if process, err := strconv.Atoi(name); err == nil {
			processes = append(processes, process)
		}
	}
	return processes
}

// socketsOf returns the inodes of the sockets that a process has open, or none if
// it belongs to another user.
func socketsOf(process int) []uint32 {
	path := fmt.Sprintf("/proc/%d/fd", process)
	folder, err := os.Open(path)
	if err != nil {
		return nil
	}
	defer folder.Close()
	names, _ := folder.Readdirnames(-1)
	var inodes []uint32
	for _, name := range names {
		target, _ := os.Readlink(path + "/" + name) // "socket:[1358588]"
		number, ok := strings.CutPrefix(strings.TrimSuffix(target, "]"), "socket:[")
		if inode, err := strconv.ParseUint(number, 10, 32); ok && err == nil {
			inodes = append(inodes, uint32(inode))
		}
	}
	return inodes
}

// groupOf returns the process group of a process, or 0 if it has ended.
func groupOf(process int) int {
	group, err := syscall.Getpgid(process)
	if err != nil {
		return 0
	}
	return group
}

// programOf returns the name of a process's program, printable, or "" if it has
// ended. The kernel keeps 15 bytes of it; the command line has the rest. The only
// client in this process is the raw client.
func programOf(process int) string {
	if process == os.Getpid() {
		return "raw client"
	}
	short, err := os.ReadFile(fmt.Sprintf("/proc/%d/comm", process))
	if err != nil {
		return ""
	}
	name := strings.TrimSuffix(string(short), "\n")
	line, _ := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", process))
	path, _, _ := strings.Cut(string(line), "\x00")
	if whole := filepath.Base(path); len(name) == 15 && strings.HasPrefix(whole, name) {
		name = whole
	}
	return clean(name)
}
