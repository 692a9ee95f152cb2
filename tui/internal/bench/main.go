//go:build linux

// Bench compares the server of part 5 with what its users could take instead:
// Redis, memcached, MariaDB and SQLite, all with the same words and the same
// requests, side by side in one run; and with an echo of the same bytes, which
// is what the socket alone costs.
//
//	go run ./tui/internal/bench [flags]
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"os"
	"os/signal"
	"runtime"
	"syscall"

	"wallsockets/tui/internal/bench/internal/load"
	"wallsockets/tui/internal/bench/internal/report"
)

func init() {
	// Every process is started from the main thread. Its end ends them, too,
	// which the kernel ties to the thread (Pdeathsig), not to the program.
	runtime.LockOSThread()
}

func main() {
	log.SetFlags(0)
	if isHelper(os.Args) {
		exit(help(os.Args))
	}
	options, err := parseOptions(os.Args[1:])
	if err != nil {
		log.Print(err)
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	exit(compare(ctx, options))
}

func exit(err error) {
	if err != nil {
		log.Fatal(err)
	}
	os.Exit(0)
}

// What the program starts itself again for, with one more argument: work that
// needs a process, and so a processor, of its own.
const (
	loadMode = "generate-load" // and the name of the word list
	echoMode = "serve-echo"    // and the path of the socket file
)

// isHelper tells whether the program was started by itself.
func isHelper(arguments []string) bool {
	return len(arguments) == 3 && (arguments[1] == loadMode || arguments[1] == echoMode)
}

// help does the work of a helper.
func help(arguments []string) error {
	if arguments[1] == echoMode {
		return serveEcho(arguments[2])
	}
	return generateLoad(arguments[2])
}

// compare runs the whole comparison and prints what came of it, also when not
// all did.
func compare(ctx context.Context, options *options) error {
	r, err := measure(ctx, options)
	if r == nil {
		return err
	}
	if options.json {
		encoder := json.NewEncoder(os.Stdout)
		encoder.SetIndent("", "  ")
		return errors.Join(encoder.Encode(r), err)
	}
	return errors.Join(r.WriteText(os.Stdout), err)
}

// measure runs the comparison. When it returns, everything is stopped and
// removed: a reader of the output that goes away ends this program at once.
func measure(ctx context.Context, options *options) (*report.Report, error) {
	b, err := newBench(ctx, options)
	if err != nil {
		return nil, err
	}
	defer b.close()
	err = b.run()
	b.report.Judge(promises(options))
	return b.report, err
}

// generateLoad is the process of a load generator: jobs come on its standard
// input. list is the name of the word list.
func generateLoad(list string) error {
	generator, err := load.NewGenerator(list)
	if err != nil {
		return fmt.Errorf("read the word list: %w", err)
	}
	return load.Serve(os.Stdin, os.Stdout, generator.Run)
}
