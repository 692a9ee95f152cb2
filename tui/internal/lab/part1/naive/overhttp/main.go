// Overhttp answers with the frequencies of words per million, over HTTP, with Go's own
// server.
package main

import (
	"flag"
	"fmt"
	"log"
	"net"
	"net/http"

	"wallsockets/part3-threads/frequency"
)

func main() {
	source := frequency.SourceFlags(flag.CommandLine)
	flag.Parse()
	table, err := source.Load()
	if err != nil {
		log.Fatal(err)
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("listening on", ln.Addr())
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		for _, word := range frequency.Words([]byte(r.FormValue("words"))) {
			count, _ := table.Count(word)
			fmt.Fprintf(w, "%.1f\n", table.PerMillion(count))
		}
	})
	log.Fatal(http.Serve(ln, nil))
}
