// Package guard keeps a panic in any goroutine of the guide from leaving the
// terminal unusable.
package guard

import (
	"fmt"
	"os"
	"runtime/debug"
	"sync/atomic"
)

// restore restores the terminal; nil: it is untouched.
var restore atomic.Pointer[func()]

// OnPanic sets the function to call before a panic ends the process; nil: none.
func OnPanic(f func()) {
	if f == nil {
		restore.Store(nil)
		return
	}
	restore.Store(&f)
}

// Func returns f under guard: if it panics, the guard restores the terminal, prints
// the panic on standard error as Go does, and exits with code 2. The programs that
// the guide has started end with it, by their lifelines.
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

// Go runs f in a goroutine under guard.
func Go(f func()) { go Func(f)() }
