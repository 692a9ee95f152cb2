//go:build unix

package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net"
	"os"
	"os/exec"
	"sync"
	"syscall"
	"time"
)

// serveProcesses starts this program again for each client, as inetd does,
// with the connection as its standard input. Nothing is shared: each process
// loads the words for itself and keeps a tally that ends with it.
func serveProcesses(ctx context.Context, ln net.Listener, common *shared) error {
	defer ln.Close()
	context.AfterFunc(ctx, func() { ln.Close() })
	self, err := os.Executable()
	if err != nil {
		return fmt.Errorf("find this program to start it again: %w", err)
	}
	arguments := append([]string{"-inetd"}, common.source.Arguments()...)

	var clients sync.WaitGroup
	defer clients.Wait()
	var told time.Time
	for {
		conn, err := ln.Accept()
		if errors.Is(err, net.ErrClosed) {
			return nil
		}
		if err != nil {
			told = tellAccept(err, told)
			time.Sleep(acceptPause)
			continue
		}
		process := exec.CommandContext(ctx, self, arguments...)
		if err := start(process, conn); err != nil {
			// A process takes descriptors, too: that client has gone
			// unanswered, and the next would if nobody waited.
			told = tellAccept(fmt.Errorf("start a process: %w", err), told)
			time.Sleep(acceptPause)
			continue
		}
		// A process that has ended stays in the system's table, a zombie,
		// until its parent asks what became of it.
		clients.Go(func() {
			// An error it has told itself, but not what killed it.
			if process.Wait() != nil && !process.ProcessState.Exited() {
				log.Printf("%s: its process: %v", conn.RemoteAddr(),
					process.ProcessState)
			}
		})
	}
}

// start hands conn to a new process and closes it here: the connection lasts
// until the last process that has it open closes it.
func start(process *exec.Cmd, conn net.Conn) error {
	defer conn.Close()
	client, err := conn.(*net.TCPConn).File()
	if err != nil {
		return err
	}
	defer client.Close()
	process.Stdin, process.Stdout, process.Stderr = client, os.Stdout, os.Stderr

	// ctrl+c in the terminal is for the parent alone, which passes it on.
	process.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	process.Cancel = func() error { return process.Process.Signal(syscall.SIGTERM) }
	process.WaitDelay = drainTime
	return process.Start()
}
