// Sql puts the load of the comparison on the databases, MariaDB through its
// driver and SQLite inside this process. It is a module of its own, because
// nothing else needs their drivers. The program beside it starts it with the
// name of the word list and sends it jobs.
package main

import (
	"context"
	"fmt"
	"log"
	"os"
	"time"

	"wallsockets/tui/internal/bench/internal/load"
)

// hang is how long a job may go on after its time.
const hang = 5 * time.Minute

func main() {
	log.SetFlags(0)
	if len(os.Args) != 2 {
		log.Print("usage: sql LIST (the comparison starts it)")
		os.Exit(2)
	}
	builder, err := load.NewBuilder(os.Args[1])
	if err != nil {
		log.Fatalf("read the word list: %v", err)
	}
	g := &generator{builder: builder, prepared: make(map[kind][]question)}
	if err := load.Serve(os.Stdin, os.Stdout, g.run); err != nil {
		log.Print(err)
	}
}

// run does one job.
func (g *generator) run(job load.Job) (load.Result, error) {
	ctx, cancel := context.WithTimeout(context.Background(), job.Duration+hang)
	defer cancel()
	if g.db == nil {
		if err := g.open(job); err != nil {
			return load.Result{}, fmt.Errorf("open %s: %w", job.Address, err)
		}
	}
	if job.Load {
		return load.Result{}, g.fill(ctx, job)
	}
	return g.query(ctx, job)
}
