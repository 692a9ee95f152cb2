// Load asks for words through go-redis on 16 connections at once, until its standard
// input ends. It prints "asking" once all of them have had an answer, and at the end
// how many requests it made and how many of them failed.
//
//	load [-no-retries] HOST:PORT
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"sync"
	"sync/atomic"

	"github.com/redis/go-redis/v9"
)

const connections = 16

func main() {
	log.SetFlags(0)
	noRetries := flag.Bool("no-retries", false, "do not repeat a request whose connection was cut")
	flag.Parse()
	options := &redis.Options{Addr: flag.Arg(0)}
	if *noRetries {
		options.MaxRetries = -1
	}
	client := redis.NewClient(options)
	defer client.Close()

	var made, failed atomic.Int64
	var stopped atomic.Bool
	var asking, answered sync.WaitGroup
	answered.Add(connections)
	for range connections {
		asking.Go(func() {
			first := sync.OnceFunc(answered.Done)
			for !stopped.Load() {
				made.Add(1)
				counts, err := client.MGet(context.Background(), "the", "zyzzyva", "quick").Result()
				if text := fmt.Sprint(counts); err != nil || text != "[1000 <nil> 50]" {
					log.Print(text, err)
					failed.Add(1)
				}
				first()
			}
		})
	}
	answered.Wait()
	fmt.Println("asking")
	io.Copy(io.Discard, os.Stdin)
	stopped.Store(true)
	asking.Wait()
	fmt.Printf("%d requests, %d failed\n", made.Load(), failed.Load())
}
