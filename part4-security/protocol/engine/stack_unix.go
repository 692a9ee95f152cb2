//go:build unix

package engine

import (
	"fmt"
	"iter"
	"runtime"
	"runtime/debug"
	"sync"
)

// crowd is a number of clients: above it, saving memory matters more than
// saving time.
const crowd = 64

// deepStack is a second stack on which a goroutine takes a turn. Answering
// needs more than the 2 KiB of stack that a goroutine begins with; the runtime
// doubles it and does not make it smaller again. In a crowd nearly all clients
// are idle, and each of 10,000 would keep what only a few need at a time. So
// they take turns on a few deep stacks, and an idle client holds 4.0 KB instead
// of 6.0. Changing to another stack and back is a coroutine switch, without the
// scheduler. It makes an answer take 1.05 times as long, so when there are few
// clients they do without. Clients that ask once and leave use it as well:
// their goroutine never grows its own stack, so serving one takes 0.95 of the
// time.
type deepStack struct {
	client *direct
	job    func(*direct)
	panic  error // what the job panicked with, and where
	resume func() (struct{}, bool)
	stop   func()
}

// deepStacks are the idle ones.
var deepStacks struct {
	mu    sync.Mutex
	spare []*deepStack
}

// onDeepStack runs a job for a client on a deep stack.
func onDeepStack(d *direct, job func(*direct)) {
	s := takeStack()
	s.client, s.job = d, job
	s.resume()
	fault := s.panic
	s.client, s.panic = nil, nil
	s.release()
	if fault != nil {
		panic(fault)
	}
}

// processors is asked for once: to ask again at the end of each turn would take the
// few bytes of stack that an idle client has left of its 2 KiB.
var processors = runtime.GOMAXPROCS(0)

// takeStack returns an idle stack, or a new one.
func takeStack() *deepStack {
	deepStacks.mu.Lock()
	defer deepStacks.mu.Unlock()
	if last := len(deepStacks.spare) - 1; last >= 0 {
		s := deepStacks.spare[last]
		deepStacks.spare = deepStacks.spare[:last]
		return s
	}
	s := new(deepStack)
	s.resume, s.stop = iter.Pull(s.runJobs)
	return s
}

// release keeps one stack for each processor, and ends the others.
func (s *deepStack) release() {
	deepStacks.mu.Lock()
	defer deepStacks.mu.Unlock()
	if len(deepStacks.spare) < processors {
		deepStacks.spare = append(deepStacks.spare, s)
		return
	}
	s.stop()
}

// runJobs is the coroutine that the stack belongs to. Between two jobs it
// yields to the goroutine that gave it the last one.
func (s *deepStack) runJobs(yield func(struct{}) bool) {
	for {
		s.runJob()
		if !yield(struct{}{}) {
			return
		}
	}
}

// runJob catches a panic: it is the client's, and the stack can still be used.
func (s *deepStack) runJob() {
	defer func() {
		if fault := recover(); fault != nil {
			s.panic = fmt.Errorf("%v\n%s", fault, debug.Stack())
		}
	}()
	s.job(s.client)
}
