package main

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/go-sql-driver/mysql"
	_ "modernc.org/sqlite" // the driver "sqlite"

	"wallsockets/tui/internal/bench/load"
	"wallsockets/tui/internal/bench/words"
)

// generator is the client of one database.
type generator struct {
	list  *words.List
	table string  // the name of the table of words
	db    *sql.DB // keeps its connections open
	once  *sql.DB // opens a connection for each query

	prepared map[kind][]question
}

// open opens the database that a job is for.
func (g *generator) open(job load.Job) (err error) {
	if job.Protocol == "sqlite" {
		g.table = "freq"
		g.db, err = sql.Open("sqlite", "file:"+job.Address+"?_pragma=journal_mode(off)"+
			"&_pragma=synchronous(off)&_pragma=mmap_size(4294967296)")
		return err
	}
	g.table = "bench.freq"
	config := mysql.NewConfig()
	config.User, config.Net, config.Addr = "root", job.Network, job.Address
	held, err := mysql.NewConnector(config)
	if err != nil {
		return err
	}
	// Preparing a statement for only one query would cost a round trip.
	config.InterpolateParams = true
	once, err := mysql.NewConnector(config)
	if err != nil {
		return err
	}
	g.db, g.once = sql.OpenDB(held), sql.OpenDB(once)
	g.once.SetMaxIdleConns(-1)
	return nil
}

// fill creates the table freq of the words and their counts.
func (g *generator) fill(ctx context.Context, job load.Job) error {
	if job.Protocol == "sqlite" {
		return g.fillSQLite(ctx)
	}
	mysql.RegisterReaderHandler("list", g.sortedList)
	for _, statement := range []string{
		"CREATE DATABASE bench",
		"CREATE TABLE " + g.table + " (word VARBINARY(64) PRIMARY KEY, " +
			"count INT UNSIGNED NOT NULL) ENGINE=InnoDB",
		"LOAD DATA LOCAL INFILE 'Reader::list' INTO TABLE " + g.table,
		"ANALYZE TABLE " + g.table,
	} {
		if _, err := g.db.ExecContext(ctx, statement); err != nil {
			return fmt.Errorf("%s: %w", statement, err)
		}
	}
	return nil
}

// sorted returns the ranks of all words in alphabetical order. In that order a
// database adds to its tree at one end only.
func (g *generator) sorted() []int {
	ranks := make([]int, g.list.Len())
	for i := range ranks {
		ranks[i] = i
	}
	slices.SortFunc(ranks, func(a, b int) int {
		first, _ := g.list.Entry(a)
		second, _ := g.list.Entry(b)
		return bytes.Compare(first, second)
	})
	return ranks
}

// sortedList returns the list in the format of LOAD DATA.
func (g *generator) sortedList() io.Reader {
	var text bytes.Buffer
	for _, rank := range g.sorted() {
		word, count := g.list.Entry(rank)
		fmt.Fprintf(&text, "%s\t%s\n", word, count)
	}
	return &text
}

// fillSQLite inserts the words in one transaction, many with each statement.
func (g *generator) fillSQLite(ctx context.Context) error {
	tx, err := g.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() // does nothing after the commit
	_, err = tx.ExecContext(ctx,
		"CREATE TABLE freq (word TEXT PRIMARY KEY, count INTEGER) WITHOUT ROWID")
	if err != nil {
		return err
	}
	const rows = 500
	for ranks := range slices.Chunk(g.sorted(), rows) {
		insert := "INSERT INTO freq VALUES " + strings.Repeat(",(?,?)", len(ranks))[1:]
		values := make([]any, 0, 2*rows)
		for _, rank := range ranks {
			word, count := g.list.Entry(rank)
			values = append(values, string(word), string(count))
		}
		if _, err := tx.ExecContext(ctx, insert, values...); err != nil {
			return err
		}
	}
	return tx.Commit()
}
