//go:build unix

package main

import (
	"context"
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
// with the connection as its standard input. The processes share nothing:
// each loads the words for itself, and its tally ends with it.
func serveProcesses(ctx context.Context, ln net.Listener, common *shared) error {
	defer ln.Close()
	// Accept takes no context; closing the listener interrupts it.
	context.AfterFunc(ctx, func() { ln.Close() })
	self, err := os.Executable()
	if err != nil {
		return fmt.Errorf("find this program, to start it again: %w", err)
	}
	arguments := append([]string{"-inetd"}, common.source.Arguments()...)

	var clients sync.WaitGroup
	defer clients.Wait()
	var failures pace
	for {
		conn, err := accept(ln, &failures)
		if err != nil {
			return nil // the listener is closed
		}
		process := exec.CommandContext(ctx, self, arguments...)
		if err := start(process, conn); err != nil {
			// A new process needs descriptors, too. This client is lost;
			// without a pause, the next ones would be as well.
			failures.log("start a process", err)
			time.Sleep(acceptPause)
			continue
		}
		// A process that has ended stays in the kernel's table, as a zombie,
		// until its parent waits for it.
		clients.Go(func() {
			// It has logged its own error, but not the signal that killed it.
			if process.Wait() != nil && !process.ProcessState.Exited() {
				log.Printf("%s: its process: %v", conn.RemoteAddr(),
					process.ProcessState)
			}
		})
	}
}

// start hands conn to a new process and closes it here: a connection ends
// when the last process that has it open closes it.
func start(process *exec.Cmd, conn net.Conn) error {
	defer conn.Close()
	client, err := conn.(*net.TCPConn).File()
	if err != nil {
		return err
	}
	defer client.Close()
	process.Stdin, process.Stdout, process.Stderr = client, os.Stdout, os.Stderr

	// ctrl+c in the terminal signals a whole process group. In a group of
	// its own, the child gets only the SIGTERM that we send at the end.
	process.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	process.Cancel = func() error { return process.Process.Signal(syscall.SIGTERM) }
	process.WaitDelay = drainTime
	return process.Start()
}
