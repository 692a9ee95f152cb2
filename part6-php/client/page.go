package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log"
	"os"
	"path/filepath"
	"regexp"
	"syscall"
)

// serve serves the page with php's built-in web server, until ctx ends. That
// server is meant for trials: it answers one browser at a time, on loopback.
func serve(ctx context.Context, folder, path string, port uint) error {
	cmd := php(ctx, "-S", fmt.Sprintf("127.0.0.1:%d", port),
		"-t", filepath.Join(folder, "web"))
	// Workers would outlive php.
	os.Unsetenv("PHP_CLI_SERVER_WORKERS")
	cmd.Env = append(os.Environ(), "WALLSOCKETS_SOCKET="+path)
	messages, err := cmd.StderrPipe()
	if err != nil {
		return fmt.Errorf("make a pipe for php's messages: %w", err)
	}
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("start php: %w", err)
	}
	announce(messages)
	err = cmd.Wait()
	// A signal to our whole group may end php before we have ours: php exits with 0
	// at SIGINT, and dies of SIGTERM.
	status, _ := cmd.ProcessState.Sys().(syscall.WaitStatus)
	if err == nil || ctx.Err() != nil || status.Signal() == syscall.SIGTERM {
		return nil
	}
	return fmt.Errorf("php, which serves the page, ended: %v",
		cmd.ProcessState)
}

// started matches what php prints as soon as browsers can connect.
var started = regexp.MustCompile(`\((http://127\.0\.0\.1:[0-9]+)\) started$`)

// announce prints the page's address once php listens, and php's messages
// before that, such as a port in use. Later messages contain requests as they
// came, so it reads and discards them: a full pipe would block php, and raw
// bytes from strangers could control the terminal.
func announce(messages io.Reader) {
	lines := bufio.NewScanner(messages)
	for lines.Scan() {
		if address := started.FindSubmatch(lines.Bytes()); address != nil {
			fmt.Printf("serving %s/\n", address[1])
			break
		}
		log.Printf("php: %q", lines.Bytes())
	}
	// This ends when php does; Wait returns how it ended.
	_, _ = io.Copy(io.Discard, messages)
}
