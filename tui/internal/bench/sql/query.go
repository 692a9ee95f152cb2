package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"wallsockets/tui/internal/bench/load"
)

// question is a query's words and what the answer must be: a row for each
// different word. It compares the sum of the counts, which costs less than
// comparing every row.
type question struct {
	words []any
	rows  int
	sum   uint64 // of the counts
}

// kind is what questions depend on: jobs of one kind share them.
type kind struct {
	words  int
	verify bool
}

// questions returns the questions of a job.
func (g *generator) questions(job load.Job) ([]question, error) {
	k := kind{job.Words, job.Verify}
	if g.prepared[k] == nil {
		all, err := g.prepare(job)
		if err != nil {
			return nil, err
		}
		g.prepared[k] = all
	}
	return g.prepared[k], nil
}

// prepare makes the questions of a job.
func (g *generator) prepare(job load.Job) ([]question, error) {
	draw := load.Draw(job, g.list.Len())
	all := make([]question, load.Pool(job))
	for i := range all {
		q, seen := &all[i], make(map[int]bool)
		for range job.Words {
			rank := draw()
			word, digits := g.list.Entry(rank)
			q.words = append(q.words, string(word))
			if seen[rank] {
				continue
			}
			seen[rank] = true
			count, err := strconv.ParseUint(string(digits), 10, 64)
			if err != nil {
				return nil, err
			}
			q.rows++
			q.sum += count
		}
	}
	return all, nil
}

// asker sends a query on one connection, or on a new one each time.
type asker func(ctx context.Context, words []any) (*sql.Rows, error)

// askers opens the connections of a job and prepares its statement on each. The
// function that it returns closes them.
func (g *generator) askers(ctx context.Context, job load.Job) ([]asker, func(), error) {
	statement := "SELECT word, count FROM " + g.table + " WHERE word IN (" +
		strings.Repeat(",?", job.Words)[1:] + ")"
	var all []asker
	var opened []io.Closer
	stop := func() {
		for _, one := range slices.Backward(opened) {
			one.Close() // every query has been answered
		}
	}
	for range job.Connections {
		if job.OneShot {
			all = append(all, func(ctx context.Context, words []any) (*sql.Rows, error) {
				return g.once.QueryContext(ctx, statement, words...)
			})
			continue
		}
		conn, err := g.db.Conn(ctx)
		if err != nil {
			stop()
			return nil, nil, err
		}
		opened = append(opened, conn)
		prepared, err := conn.PrepareContext(ctx, statement)
		if err != nil {
			stop()
			return nil, nil, err
		}
		opened = append(opened, prepared)
		all = append(all, func(ctx context.Context, words []any) (*sql.Rows, error) {
			return prepared.QueryContext(ctx, words...)
		})
	}
	return all, stop, nil
}

// query does a job, with a goroutine for each connection.
func (g *generator) query(ctx context.Context, job load.Job) (load.Result, error) {
	questions, err := g.questions(job)
	if err != nil {
		return load.Result{}, err
	}
	askers, stop, err := g.askers(ctx, job)
	if err != nil {
		return load.Result{}, err
	}
	defer stop()
	var asking sync.WaitGroup
	errs := make([]error, len(askers))
	r := &recorder{Recorder: load.NewRecorder(job)}
	begun := time.Now()
	for i, ask := range askers {
		asking.Go(func() {
			errs[i] = r.repeat(ctx, job, ask, questions, i, begun.Add(job.Duration))
		})
	}
	asking.Wait()
	return r.Result(1, time.Since(begun)), errors.Join(errs...)
}

// recorder is a load.Recorder that goroutines share.
type recorder struct {
	mu sync.Mutex
	*load.Recorder
}

// repeat asks one question after the other, from number i on, until end. In a
// job that verifies, it asks each question once.
func (r *recorder) repeat(ctx context.Context, job load.Job, ask asker,
	questions []question, i int, end time.Time) error {
	for last := time.Now(); last.Before(end); i += job.Connections {
		if job.Verify && i >= len(questions) {
			return nil
		}
		q := &questions[i%len(questions)]
		rows, err := ask(ctx, q.words)
		if err == nil {
			err = q.check(rows)
		}
		if err != nil {
			return err
		}
		now := time.Now()
		r.mu.Lock()
		r.Add(last, now)
		r.mu.Unlock()
		last = now
	}
	return nil
}

// check reads the rows of an answer and compares them with the question.
func (q *question) check(rows *sql.Rows) error {
	defer rows.Close()
	var word sql.RawBytes
	var count, sum uint64
	n := 0
	for rows.Next() {
		if err := rows.Scan(&word, &count); err != nil {
			return err
		}
		sum += count
		n++
	}
	if n != q.rows || sum != q.sum {
		return fmt.Errorf("the answer has %d rows with the sum %d, not %d with %d",
			n, sum, q.rows, q.sum)
	}
	return rows.Err()
}
