// Package proc reads what the kernel shows of processes: their memory, descriptors,
// processor time and children. Most of it only Linux shows.
package proc

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
)

// MaxFamily is how many processes of a program are told apart.
const MaxFamily = 256

// ErrNotHere is the error of what this system does not show.
var ErrNotHere = errors.New("only Linux shows this")

// Process is a process as the kernel shows it.
type Process struct {
	PID    int
	Memory int64 // resident bytes
	Zombie bool  // it has ended, and its parent has not asked how
}

// Socket is a socket that a process has open.
type Socket struct {
	Descriptor int
	Local      string // the address or path that it is bound to
	Peer       string // the other end; "0.0.0.0:0" for a listener, "" for a path
	Listens    bool
}

// Machine describes this machine: its processors, the system and the version of Go.
func Machine() string {
	model := "unknown processor"
	info, _ := os.ReadFile("/proc/cpuinfo") // without it, the model stays unknown
	if _, after, ok := strings.Cut(string(info), "model name"); ok {
		line, _, _ := strings.Cut(after, "\n")
		model = strings.TrimLeft(line, "\t: ")
	}
	system, err := exec.Command("uname", "-sr").Output()
	if err != nil {
		system = []byte(runtime.GOOS)
	}
	return fmt.Sprintf("%s, %d processors, %s, %s", model, runtime.NumCPU(),
		strings.TrimSpace(string(system)), runtime.Version())
}
