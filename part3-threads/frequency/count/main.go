// Count counts the words of texts and writes them as a word list: a word, a
// tab and its count on each line, the most frequent word first. A FOLDER stands
// for the .txt files in it and below it.
//
//	go run ./part3-threads/frequency/count FILE|FOLDER... >words.tsv
//
// With -split it splits a list into the new files share-0, share-1 and so on of
// this folder, as many as there are servers behind twemproxy
// (part6-php/deploy/scale).
//
//	go run ./part3-threads/frequency/count -split SERVERS LIST
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"os"

	"wallsockets/part3-threads/frequency"
)

func main() {
	log.SetFlags(0)
	servers := flag.Uint("split", 0, "split a word list for this `number` of "+
		"servers behind twemproxy, 1 or more")
	flag.Parse()
	splits := false
	flag.Visit(func(*flag.Flag) { splits = true }) // there is only that one
	if flag.NArg() == 0 || splits && (*servers == 0 || flag.NArg() > 1) {
		log.Print("want FILE|FOLDER... with texts to count, or -split SERVERS LIST")
		os.Exit(2)
	}
	if splits {
		if err := split(flag.Arg(0), *servers); err != nil {
			log.Fatal(err)
		}
		return
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

// split splits the named list into n new files. After an error it removes those
// that it has made: a server must not start with half a share.
func split(name string, n uint) (err error) {
	list, err := os.Open(name)
	if err != nil {
		return fmt.Errorf("read the word list: %w", err)
	}
	defer list.Close()
	var files []*os.File
	var shares []io.Writer
	defer func() {
		if err == nil {
			return
		}
		for _, file := range files {
			file.Close()
			os.Remove(file.Name())
		}
	}()
	for i := range n {
		// The share of an earlier list may be in use, or be the list itself.
		file, err := os.OpenFile(fmt.Sprintf("share-%d", i),
			os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
		if err != nil {
			return fmt.Errorf("write a share of the word list: %w", err)
		}
		files, shares = append(files, file), append(shares, file)
	}
	err = frequency.Split(list, name, shares)
	for _, file := range files {
		err = errors.Join(err, file.Close())
	}
	return err
}
