//go:build linux

package bench

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"wallsockets/tui/internal/bench/words"
)

// groups are what can be measured, in this order.
var groups = []string{"lookup", "held", "tcp", "oneshot", "models", "load",
	"idle", "reload"}

// options are the flags, and where the programs to measure are built from.
type options struct {
	root        string        // of the checkout
	list        string        // file name of a user's list; "": synthetic words
	words       int           // in the synthetic list
	big         int           // words in the list of the group load
	repetitions int           // of everything
	cell        time.Duration // of one peer's turn in one shape
	idle        int           // connections held open at the same time
	only        []string      // groups
	quick, json bool
}

// seeHelp ends the errors in flags.
const seeHelp = "see go run ./tui bench -h"

// about is the usage text above the flags.
const about = `Compare the server of part 5 with Redis, memcached, MariaDB, SQLite and an
echo: the same words and the same requests, in turns, on this machine. It takes
about six minutes and leaves out what is not installed. It needs Linux.

Usage:
  go run ./tui bench [FLAGS]

Examples:
  go run ./tui bench -quick
  go run ./tui bench -only held,load -json > figures.json

Flags:
`

// printUsage prints the usage text.
func printUsage(out io.Writer) error {
	var text strings.Builder
	flags := defaults().flags()
	flags.SetOutput(&text)
	flags.PrintDefaults()
	_, err := io.WriteString(out, about+text.String())
	return err
}

// quick are the values that -quick gives to the flags that are not set.
var quick = map[string]string{"words": "100000", "big": "500000",
	"repetitions": "3", "cell": "30ms", "idle": "1000"}

// parseOptions reads the flags. The error is flag.ErrHelp if the arguments ask
// for the usage.
func parseOptions(arguments []string) (*options, error) {
	o := defaults()
	flags := o.flags()
	if err := flags.Parse(arguments); errors.Is(err, flag.ErrHelp) {
		return nil, err
	} else if err != nil {
		return nil, fmt.Errorf("%w; %s", err, seeHelp)
	}
	if flags.NArg() > 0 {
		return nil, fmt.Errorf("want only flags, got %q; %s", flags.Args(), seeHelp)
	}
	if o.quick {
		setQuick(flags)
	}
	if o.repetitions < 1 || o.idle < 1 || o.cell < time.Millisecond ||
		o.big < 1 || o.big > words.MaxWords {
		return nil, fmt.Errorf("want -repetitions and -idle of at least 1, -cell of "+
			"at least 1ms, -big of 1 to %d; %s", words.MaxWords, seeHelp)
	}
	return o, nil
}

// setQuick sets the flags of quick that the arguments do not set.
func setQuick(flags *flag.FlagSet) {
	given := make(map[string]bool)
	flags.Visit(func(f *flag.Flag) { given[f.Name] = true })
	for name, value := range quick {
		if given[name] {
			continue
		}
		if err := flags.Set(name, value); err != nil {
			panic(err) // quick has a wrong name or value
		}
	}
}

func defaults() *options {
	return &options{words: 1_000_000, big: 10_000_000, repetitions: 5,
		cell: 250 * time.Millisecond, idle: 10_000, only: groups}
}

// flags returns the flags that set the options. It prints nothing itself.
func (o *options) flags() *flag.FlagSet {
	flags := flag.NewFlagSet(Name, flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.BoolVar(&o.quick, "quick", false,
		"measure less of everything, in about a minute")
	flags.BoolVar(&o.json, "json", false, "print every figure as JSON, not as tables")
	flags.Func("words", "the list is `N or FILE`: a number of synthetic words\n"+
		"(default 1000000), or a file with a word and a count on each line", o.setWords)
	flags.IntVar(&o.big, "big", o.big,
		"`words` in the large list of the group load")
	flags.IntVar(&o.repetitions, "repetitions", o.repetitions,
		"`times` to measure everything")
	flags.DurationVar(&o.cell, "cell", o.cell, "`time` of one peer's turn")
	flags.IntVar(&o.idle, "idle", o.idle, "`connections` to hold open at the same time")
	flags.Func("only", "measure only these `groups`, separated by commas:\n"+
		strings.Join(groups, ","), o.setOnly)
	return flags
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
