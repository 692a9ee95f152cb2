//go:build !linux

// Bench compares the server of part 5 with what its users could take instead.
// It needs Linux.
package main

import (
	"log"
	"runtime"
)

func main() {
	log.SetFlags(0)
	log.Fatalf("the comparison pins processes and waits with epoll: "+
		"it needs Linux, this is %s", runtime.GOOS)
}
