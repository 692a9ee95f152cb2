package main

import "fmt"

// attack keeps everybody else out of the server at an address.
func attack(address string) {
	// TODO: take all the places, and keep them.
	fmt.Println("holding")
	select {}
}
