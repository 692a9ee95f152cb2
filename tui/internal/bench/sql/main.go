// Sql is the load generator for databases: for MariaDB through its driver and
// for SQLite, which runs inside this process. It is a module of its own, because
// nothing else needs the drivers. The comparison starts it with the file name of
// the word list and sends it jobs.
package main

import (
	"context"
	"fmt"
	"log"
	"os"
	"time"

	"wallsockets/tui/internal/bench/load"
	"wallsockets/tui/internal/bench/words"
)

// hang is how long a job may exceed its duration.
const hang = 5 * time.Minute

func main() {
	log.SetFlags(0)
	if len(os.Args) != 2 {
		log.Print("usage: sql LIST (the comparison starts it)")
		os.Exit(2)
	}
	list, err := words.Read(os.Args[1])
	if err != nil {
		log.Fatalf("read the word list: %v", err)
	}
	g := &generator{list: list, prepared: make(map[kind][]question)}
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
