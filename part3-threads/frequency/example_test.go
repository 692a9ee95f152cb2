package frequency_test

import (
	"fmt"
	"log"
	"strings"

	"wallsockets/part3-threads/frequency"
)

// A service reads its list once, and answers each line from it.
func Example() {
	list := "the 900\nWhale 99\nship,1\n"
	table, err := frequency.Read(strings.NewReader(list), "example")
	if err != nil {
		log.Fatal(err)
	}
	line := []byte("The white WHALE!")
	fmt.Printf("%s", table.Answer(frequency.Words(line)))
	// Output:
	// the	900	900000.0	8.95
	// white	0	0.0	0.00
	// whale	99	99000.0	8.00
	// # 3 words, average 333000.0 per million, most unusual first: white whale the
}

func ExampleWords() {
	line := []byte("Don't re-read -5 pages: whale--the")
	for _, word := range frequency.Words(line) {
		fmt.Printf("%s\n", word)
	}
	// Output:
	// don't
	// re-read
	// 5
	// pages
	// whale
	// the
}

func ExampleTable_Unusual() {
	list := "the 900\nwhale 99\nship 1\n"
	table, err := frequency.Read(strings.NewReader(list), "example")
	if err != nil {
		log.Fatal(err)
	}
	words := frequency.Words([]byte("the ship, the whale"))
	fmt.Printf("%s\n", table.Unusual(words, 2))
	// Output: [ship whale]
}
