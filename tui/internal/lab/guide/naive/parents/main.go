// Parents starts a parent, which starts a child. The parent does so itself ("alone") or as
// the guide does ("supervised"), and prints the process IDs of the two. The child runs
// until it is killed, and prints when it gets another parent. This program itself goes on
// when the parent is killed, as a shell does.
package main

import (
	"fmt"
	"log"
	"os"
	"os/exec"
	"time"

	"wallsockets/tui/internal/runner"
)

func main() {
	self, err := os.Executable()
	if err != nil {
		log.Fatal(err)
	}
	switch how := os.Args[1]; how {
	case "alone", "supervised":
		parent := exec.Command(self, "parent", how)
		parent.Stdout, parent.Stderr = os.Stdout, os.Stderr
		if err := parent.Run(); err != nil {
			log.Print(err) // it was killed
		}
	case "parent":
		child, err := start(self, os.Args[2])
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println("parent", os.Getpid(), "child", child)
	case "child":
		for fmt.Sprint(os.Getppid()) == os.Args[2] {
			time.Sleep(5 * time.Millisecond) // nothing signals it
		}
		fmt.Println("adopted by", os.Getppid())
	}
	time.Sleep(time.Minute) // much longer than a lab
}

// start starts the child and returns its process ID.
func start(self, how string) (int, error) {
	arguments := []string{"child", fmt.Sprint(os.Getpid())}
	if how == "alone" {
		child := exec.Command(self, arguments...)
		child.Stdout = os.Stdout
		err := child.Start()
		return child.Process.Pid, err
	}
	r, err := runner.New(".")
	if err != nil {
		return 0, err
	}
	child, err := r.Start(runner.Spec{Name: "child", Path: self, Args: arguments})
	if err != nil {
		return 0, err
	}
	return child.Pid(), nil
}
