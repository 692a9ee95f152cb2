// Client has PHP ask the server of this part: client.php sends one line of
// words and prints the answer; with -web a page shows it to a browser. New
// against part 5: the conversation is not in Go any more, only its setting.
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
	"slices"
	"syscall"
	"time"

	"wallsockets/part5-unix/unixsocket"
	"wallsockets/part6-php/web"
)

//go:embed client.php
var program embed.FS

func main() {
	log.SetFlags(0)
	page := flag.Bool("web", false, "serve a page to the browsers on this "+
		"machine, until ctrl+c")
	port := flag.Uint("port", 0, "`port` of the page; 0: any free one")
	flag.Usage = func() {
		fmt.Fprintln(os.Stderr,
			"usage: client [-web [-port PORT]] [PATH]; -h lists the flags")
		if slices.Contains(os.Args, "-h") {
			flag.PrintDefaults()
		}
	}
	flag.Parse()
	path := "/tmp/myservicesocket"
	if flag.NArg() > 0 {
		path = flag.Arg(0)
	}
	err := unixsocket.CheckPath(path)
	badPort := *port > 65535 || *port > 0 && !*page
	if err == nil && (flag.NArg() > 1 || badPort) {
		err = fmt.Errorf("want one PATH, after the flags, and with -web a "+
			"-port up to 65535; got %q and %d", flag.Args(), *port)
	}
	if err != nil {
		log.Print(err)
		os.Exit(2)
	}

	// Told to end, the client ends php first. A second signal ends it at once.
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
		os.Exit(ended.ExitCode()) // client.php has said why
	}
	if errors.Is(err, exec.ErrNotFound) {
		log.Fatal("php is not installed: apt-get install php-cli, or on " +
			"macOS brew install php")
	}
	if err != nil {
		log.Fatal(err)
	}
}

// withFiles lays out the PHP files, which this program carries in itself, as
// they stand in the repository, in a folder of this user's alone.
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
		return fmt.Errorf("lay out the PHP files: %w", err)
	}
	return use(folder)
}

// ask runs client.php on this program's own input and output.
func ask(ctx context.Context, folder, path string) error {
	cmd := php(ctx, filepath.Join(folder, "client", "client.php"), path)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("run php: %w", err)
	}
	return nil
}

// php prepares to run php. When ctx ends, php is asked to end, too, and after
// two seconds made to.
func php(ctx context.Context, arguments ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, "php", arguments...)
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = 2 * time.Second
	return cmd
}
