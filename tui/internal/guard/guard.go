// Package guard keeps a panic in any goroutine of the guide from leaving the
// terminal unusable.
package guard

import (
	"fmt"
	"os"
	"runtime/debug"
	"sync/atomic"
)

// restore puts the terminal back as it was; nil while it was not touched.
var restore atomic.Pointer[func()]

// OnPanic sets what is done before a panic ends the process; nil for nothing.
func OnPanic(f func()) {
	if f == nil {
		restore.Store(nil)
		return
	}
	restore.Store(&f)
}

// Func returns f under guard: if it panics, the terminal is restored, the
// panic is told on standard error as Go does it, and the process ends with
// exit code 2. Programs that were started end with it, by their lifelines.
func Func(f func()) func() {
	return func() {
		defer func() {
			fault := recover()
			if fault == nil {
				return
			}
			if restore := restore.Load(); restore != nil {
				(*restore)()
			}
			fmt.Fprintf(os.Stderr, "panic: %v\n\n%s", fault, debug.Stack())
			os.Exit(2)
		}()
		f()
	}
}

// Go starts f in a goroutine, under guard.
func Go(f func()) { go Func(f)() }
