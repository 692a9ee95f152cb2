// Count counts the words of texts and writes them as a word list: a word, a
// tab and its count on each line, the most frequent word first. A FOLDER stands
// for the .txt files in it and below it.
//
//	go run ./part3-threads/frequency/count FILE|FOLDER... >words.tsv
package main

import (
	"flag"
	"log"
	"os"

	"wallsockets/part3-threads/frequency"
)

func main() {
	log.SetFlags(0)
	flag.Parse()
	if flag.NArg() == 0 {
		log.Print("no texts to count: want FILE|FOLDER...")
		os.Exit(2)
	}
	table, err := frequency.CountFiles(flag.Args()...)
	if err != nil {
		log.Fatal(err)
	}
	log.Printf("%d words, %d of them different", table.Total(), table.Len())
	if err := table.Write(os.Stdout); err != nil {
		log.Fatalf("write the word list: %v", err)
	}
}
