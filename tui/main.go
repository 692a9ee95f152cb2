// Tui is the guide through the six parts of wallsockets. For now it lists
// them, with what each adds and the commands that start it.
//
//	go run ./tui
package main

import (
	"fmt"

	"wallsockets/tui/internal/course"
)

func main() {
	for _, stage := range course.Stages {
		fmt.Printf("%d %s: %s\n", stage.Number, stage.Title, stage.Idea)
		for _, addition := range stage.Adds {
			fmt.Printf("  - %s\n", addition)
		}
		fmt.Printf("  lesson  %s/README.md\n", stage.ID)
		fmt.Printf("  server  go run ./%s/server\n", stage.ID)
		fmt.Printf("  client  go run ./%s/client\n\n", stage.ID)
	}
}
