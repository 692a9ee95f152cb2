//go:build linux

package main

import (
	"os/exec"
	"path/filepath"
	"strings"
)

// startOurs starts a server of the series and waits until it listens.
func (b *bench) startOurs(cpu int, program string, arguments ...string) (
	_ *process, address string, _ error) {
	p, err := b.startTalking(cpu, b.program(program), arguments...)
	if err != nil {
		return nil, "", err
	}
	address, err = p.address(b.ctx)
	if err != nil {
		p.stop()
	}
	return p, address, err
}

// ourPeer is the server of part 5 on a socket file.
func (b *bench) ourPeer() (*peer, error) {
	p, path, err := b.startOurs(b.processors.server, "part5-unix/server",
		"-words", b.list, b.socket("part5"))
	return &peer{ours, "resp", "unix", path, p, b.generator}, err
}

// tcpPeer is the server of part 4, the same on a port.
func (b *bench) tcpPeer() (*peer, error) {
	p, address, err := b.startOurs(b.processors.server, "part4-security/server",
		"-words", b.list, "0")
	return &peer{oursTCP, "resp", "tcp", address, p, b.generator}, err
}

func (b *bench) threadsPeer() (*peer, error)   { return b.modelPeer(threads) }
func (b *bench) eventsPeer() (*peer, error)    { return b.modelPeer(events) }
func (b *bench) processesPeer() (*peer, error) { return b.modelPeer(processes) }

// modelPeer is the server of part 3 in the model that its name ends with. Its
// processes map a snapshot of the words rather than each read the list.
func (b *bench) modelPeer(name string) (*peer, error) {
	arguments := []string{"-words", b.list, "-model", strings.TrimPrefix(name, "part 3 ")}
	if b.hasSnapshots("part3-threads/server") {
		arguments = append(arguments, "-snapshot",
			filepath.Join(b.folder, "part3.snapshot"))
	}
	p, address, err := b.startOurs(b.processors.server, "part3-threads/server",
		append(arguments, "0")...)
	return &peer{name, "plain", "tcp", address, p, b.generator}, err
}

// socket returns the path of a socket file of this run.
func (b *bench) socket(name string) string {
	return filepath.Join(b.folder, name+".sock")
}

// hasSnapshots tells whether a server can keep its table in a file.
func (b *bench) hasSnapshots(program string) bool {
	usage, _ := exec.Command(b.program(program), "-h").CombinedOutput()
	return strings.Contains(string(usage), "-snapshot")
}
