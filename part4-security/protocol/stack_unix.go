//go:build unix

package protocol

import (
	"fmt"
	"iter"
	"runtime"
	"runtime/debug"
	"sync"
)

// crowd is how many clients it takes for memory to count for more than time.
const crowd = 64

// A deep stack is a second one, on which a goroutine takes a turn. To answer
// takes more than the 2 KiB of stack that a goroutine begins with; then the
// runtime makes it one of 4 KiB, which it never makes smaller again. In a crowd
// nearly all clients rest, and of 10,000 each would keep what few need at a
// time: so there they take turns on a few deep stacks. That leaves 4.0 KB for a
// client at rest instead of 6.0. The change to another stack and back is that
// of a coroutine, which does not bother the scheduler; it makes an answer take
// 1.05 times as long, so few clients do without. Those that ask once and leave
// use it, too: they spare their goroutine the larger stack, and are served in
// 0.95 of the time.
type deepStack struct {
	client *conversation
	socket uintptr // to read, or
	err    error   // what waiting for it ended by
	over   bool
	fault  error // what the turn panicked with, and where
	turn   func() (struct{}, bool)
	end    func()
}

// deepStacks are those that nobody uses.
var deepStacks struct {
	mu    sync.Mutex
	spare []*deepStack
}

// turnOnDeepStack takes a turn on one of them, or wakes up by an error.
func (c *conversation) turnOnDeepStack(socket uintptr, err error) (over bool) {
	s := takeStack()
	s.client, s.socket, s.err = c, socket, err
	s.turn()
	over, fault := s.over, s.fault
	s.client, s.err, s.fault = nil, nil, nil
	s.giveBack()
	if fault != nil {
		panic(fault)
	}
	return over
}

func takeStack() *deepStack {
	deepStacks.mu.Lock()
	defer deepStacks.mu.Unlock()
	if last := len(deepStacks.spare) - 1; last >= 0 {
		s := deepStacks.spare[last]
		deepStacks.spare = deepStacks.spare[:last]
		return s
	}
	s := new(deepStack)
	s.turn, s.end = iter.Pull(s.turns)
	return s
}

// giveBack keeps a stack for each processor, and ends the others.
func (s *deepStack) giveBack() {
	deepStacks.mu.Lock()
	defer deepStacks.mu.Unlock()
	if len(deepStacks.spare) < runtime.GOMAXPROCS(0) {
		deepStacks.spare = append(deepStacks.spare, s)
		return
	}
	s.end()
}

// turns is what a stack is there for: turns of whoever has taken it.
func (s *deepStack) turns(yield func(struct{}) bool) {
	for {
		s.takeTurn()
		if !yield(struct{}{}) {
			return
		}
	}
}

// takeTurn catches a panic: it is the client's, and the stack stays of use.
func (s *deepStack) takeTurn() {
	defer func() {
		if fault := recover(); fault != nil {
			s.fault = fmt.Errorf("%v\n%s", fault, debug.Stack())
		}
	}()
	if s.err != nil {
		s.over = s.client.takeWake(s.err)
	} else {
		s.over = s.client.takeTurn(s.socket)
	}
}
