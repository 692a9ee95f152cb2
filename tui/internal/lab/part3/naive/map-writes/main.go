// Map-writes has goroutines count words in a map without a lock. Each of them would
// recover from a panic, and says so. It gives up after a time.
package main

import (
	"fmt"
	"sync"
	"time"
)

const patience = 5 * time.Second

func main() {
	tally := make(map[string]int)
	var all sync.WaitGroup
	end := time.Now().Add(patience)
	for range 8 {
		all.Go(func() {
			defer func() {
				if r := recover(); r != nil {
					fmt.Println("recovered:", r)
				}
			}()
			for i := 0; i%1000 != 0 || time.Now().Before(end); i++ {
				tally[fmt.Sprint(i%100)]++
			}
		})
	}
	all.Wait()
	fmt.Println("all went well")
}
