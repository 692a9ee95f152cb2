// Lost-update counts in three ways with 8 goroutines: without a lock, with a mutex, and
// with an atomic addition. It prints each count, and how often it counted without a lock
// until something was lost.
package main

import (
	"fmt"
	"sync"
	"sync/atomic"
)

const (
	goroutines = 8
	additions  = 200_000 // of each
	rounds     = 100     // without a lock, until one has lost something
)

func main() {
	const asked = goroutines * additions
	fmt.Println("asked", asked)
	bare := asked
	round := 0
	for ; round < rounds && bare == asked; round++ {
		bare = 0
		count(func() { bare = plusOne(bare) })
	}
	fmt.Println("rounds", round)
	fmt.Println("bare", bare)

	var mu sync.Mutex
	locked := 0
	count(func() {
		mu.Lock()
		defer mu.Unlock()
		locked = plusOne(locked)
	})
	fmt.Println("mutex", locked)

	var atomically atomic.Int64
	count(func() { atomically.Add(1) })
	fmt.Println("atomic", atomically.Load())
}

// plusOne stands for what a program does between reading a value and writing it.
//
//go:noinline
func plusOne(n int) int { return n + 1 }

// count has all goroutines call add at the same time.
func count(add func()) {
	var all sync.WaitGroup
	for range goroutines {
		all.Go(func() {
			for range additions {
				add()
			}
		})
	}
	all.Wait()
}
