//go:build linux

package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"wallsockets/tui/internal/bench/internal/words"
)

// groups are what can be measured, in the order in which it is.
var groups = []string{"lookup", "held", "tcp", "oneshot", "models", "load",
	"idle", "reload"}

// options are what the command line asks for.
type options struct {
	list        string        // somebody's list; "": synthetic words
	words       int           // of the synthetic list
	big         int           // of the list that load and restart are measured with
	repetitions int           // of everything
	cell        time.Duration // of one peer's turn in one shape
	idle        int           // connections held open at the same time
	only        []string      // groups
	quick, json bool
}

// parseOptions reads the command line. -quick sets smaller counts, which the
// other flags may change again.
func parseOptions(arguments []string) (*options, error) {
	o := &options{words: 1_000_000, big: 10_000_000, repetitions: 5,
		cell: 250 * time.Millisecond, idle: 10_000, only: groups}
	if slices.Contains(arguments, "-quick") {
		o.words, o.big, o.repetitions, o.idle = 100_000, 500_000, 3, 1000
		o.cell = 30 * time.Millisecond
	}
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	flags.Usage = func() {
		fmt.Fprintln(os.Stderr, "usage: go run ./tui/internal/bench [flags]")
		flags.PrintDefaults()
	}
	flags.BoolVar(&o.quick, "quick", false,
		"less of everything: under a minute, for a look")
	flags.BoolVar(&o.json, "json", false, "print every figure as JSON instead of tables")
	flags.Func("words", "`N or FILE`: so many synthetic words (default 1000000), "+
		"or the words of a list", o.setWords)
	flags.IntVar(&o.big, "big", o.big, "`words` of the list that load, restart and "+
		"memory are measured with")
	flags.IntVar(&o.repetitions, "repetitions", o.repetitions,
		"`times` that all is measured")
	flags.DurationVar(&o.cell, "cell", o.cell, "`time` of one peer's turn")
	flags.IntVar(&o.idle, "idle", o.idle, "`connections` held open at the same time")
	flags.Func("only", "measure these `groups` only, of "+
		strings.Join(groups, ","), o.setOnly)
	if err := flags.Parse(arguments); err != nil {
		return nil, errors.New("nothing was measured")
	}
	if flags.NArg() > 0 {
		return nil, fmt.Errorf("want flags only; got %q", flags.Args())
	}
	if o.repetitions < 1 || o.idle < 1 || o.cell < time.Millisecond ||
		o.big < 1 || o.big > words.MaxWords {
		return nil, errors.New("want -repetitions, -idle and -big of at least 1, " +
			"-cell of at least 1ms")
	}
	return o, nil
}

func (o *options) setWords(text string) error {
	n, err := strconv.Atoi(text)
	if err != nil {
		o.list = text
		return nil
	}
	if n < 1 || n > words.MaxWords {
		return fmt.Errorf("want 1 to %d", words.MaxWords)
	}
	o.words = n
	return nil
}

func (o *options) setOnly(text string) error {
	o.only = strings.Split(text, ",")
	for _, group := range o.only {
		if !slices.Contains(groups, group) {
			return fmt.Errorf("want some of %s", strings.Join(groups, ","))
		}
	}
	return nil
}
