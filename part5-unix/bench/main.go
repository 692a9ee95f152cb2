//go:build linux

// Bench compares the server of part 5 with what its users could take instead:
// Redis, memcached, MariaDB and SQLite, all with the same words and the same
// requests, side by side in one run; and with an echo of the same bytes, which
// is what the socket alone costs.
//
//	go run ./part5-unix/bench [flags]
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log"
	"os"
	"os/signal"
	"runtime"
	"syscall"

	"wallsockets/part5-unix/bench/internal/load"
)

func init() {
	// Every process is started from the main thread. Its end ends them, too,
	// which the kernel ties to the thread (Pdeathsig), not to the program.
	runtime.LockOSThread()
}

func main() {
	log.SetFlags(0)
	// The program starts itself again for work that needs a process, and so a
	// processor, of its own.
	if len(os.Args) == 3 {
		switch os.Args[1] {
		case "generate-load":
			exit(generateLoad(os.Args[2]))
		case "echo":
			exit(serveEcho(os.Args[2]))
		}
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

// compare runs the whole comparison and prints what came of it.
func compare(ctx context.Context, options *options) error {
	b, err := newBench(ctx, options)
	if err != nil {
		return err
	}
	defer b.close()
	if err := b.run(); err != nil {
		return err
	}
	b.report.Judge(promises(options))
	if options.json {
		encoder := json.NewEncoder(os.Stdout)
		encoder.SetIndent("", "  ")
		return encoder.Encode(b.report)
	}
	return b.report.WriteText(os.Stdout)
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
