// Client lets PHP talk to the server of this part: client.php sends a line of
// words and prints the answer; -web serves a page for a browser. New against
// part 5: the conversation is in PHP; Go only starts it.
//
//	go run ./part6-php/client [PATH]
//	go run ./part6-php/client -web [-port PORT] [PATH]
package main

import (
	"context"
	"embed"
	"errors"
	"flag"
	"fmt"
	"log"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"wallsockets/part3-threads/usage"
	"wallsockets/part5-unix/unixsocket"
	"wallsockets/part6-php/web"
)

//go:embed client.php
var program embed.FS

func main() {
	log.SetFlags(0)
	page := flag.Bool("web", false, "serve a page to browsers on this "+
		"machine, until ctrl+c")
	port := flag.Uint("port", 0, "`port` of the page (0: any free one)")
	flag.Usage = usage.Of("client [-web [-port PORT]] [PATH]")
	flag.Parse()
	path := "/tmp/myservicesocket"
	if flag.NArg() > 0 {
		path = flag.Arg(0)
	}
	err := unixsocket.CheckPath(path)
	switch {
	case err != nil:
	case flag.NArg() > 1:
		err = fmt.Errorf("want one PATH, after the flags; got %q", flag.Args())
	case *port > 0 && !*page:
		err = errors.New("-port needs -web: it is the port of the page")
	case *port > 65535:
		err = fmt.Errorf("want a -port up to 65535; got %d", *port)
	}
	if err != nil {
		log.Print(err)
		os.Exit(2)
	}

	// ctrl+c ends php first, then the client; a second one ends it at once.
	ctx, stop := signal.NotifyContext(context.Background(),
		os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)
	err = withFiles(func(folder string) error {
		if *page {
			return serve(ctx, folder, path, *port)
		}
		return ask(ctx, folder, path)
	})
	if ended := new(exec.ExitError); errors.As(err, &ended) && ended.Exited() {
		os.Exit(ended.ExitCode()) // client.php has printed the reason
	}
	if errors.Is(err, exec.ErrNotFound) {
		log.Fatal("php is not installed: run apt-get install php-cli, or " +
			"brew install php on macOS")
	}
	if err != nil {
		log.Fatal(err)
	}
}

// withFiles writes the embedded PHP files to a temporary folder that only this
// user can read, laid out as in the repository.
func withFiles(use func(folder string) error) error {
	folder, err := os.MkdirTemp("", "wallsockets-php-")
	if err != nil {
		return fmt.Errorf("make a folder for the PHP files: %w", err)
	}
	defer os.RemoveAll(folder)
	err = errors.Join(
		os.CopyFS(filepath.Join(folder, "client"), program),
		os.CopyFS(filepath.Join(folder, "web"), web.Files))
	if err != nil {
		return fmt.Errorf("write the PHP files: %w", err)
	}
	return use(folder)
}

// ask runs client.php with this program's input and output.
func ask(ctx context.Context, folder, path string) error {
	cmd := php(ctx, filepath.Join(folder, "client", "client.php"), path)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("run php: %w", err)
	}
	return nil
}

// php returns a command that runs php. When ctx ends, php gets SIGTERM, and
// SIGKILL after two seconds. Its warnings go to standard error: without a php.ini
// they would come before the page, and its status would be lost.
func php(ctx context.Context, arguments ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, "php", append([]string{
		"-d", "display_errors=0", "-d", "log_errors=1"}, arguments...)...)
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = 2 * time.Second
	return cmd
}
