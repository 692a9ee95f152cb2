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
)

// serve lets php's own web server show the page, until ctx ends. It is made
// for trying things out: it answers one browser at a time, on loopback only.
func serve(ctx context.Context, folder, path string, port uint) error {
	cmd := php(ctx, "-S", fmt.Sprintf("127.0.0.1:%d", port),
		filepath.Join(folder, "web", "index.php"))
	// With several workers php would leave them behind at the end.
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
	_ = cmd.Wait() // its state tells the same, in a word or two
	if ctx.Err() != nil {
		return nil // it was told to end
	}
	return fmt.Errorf("php, which serves the page, has ended: %v",
		cmd.ProcessState)
}

// started is what php says as soon as browsers can connect.
var started = regexp.MustCompile(`\((http://127\.0\.0\.1:[0-9]+)\) started$`)

// announce prints the address of the page once there is one. Messages that
// come before it, such as a port in use, are shown. Those that come later
// quote requests, which strangers wrote, to the terminal as they are: they
// are read, for php would wait for that, but not shown.
func announce(messages io.Reader) {
	lines := bufio.NewScanner(messages)
	for lines.Scan() {
		if address := started.FindSubmatch(lines.Bytes()); address != nil {
			fmt.Printf("serving %s/\n", address[1])
			break
		}
		log.Printf("php: %q", lines.Bytes())
	}
	// This ends with php. How that ended is for Wait to say.
	_, _ = io.Copy(io.Discard, messages)
}
