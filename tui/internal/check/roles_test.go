//go:build unix

package check

import (
	"bufio"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	"time"

	"wallsockets/tui/internal/proc"
)

// roles are the programs that are checked: this test is each of them, with its
// role and the port as arguments.
var roles = map[string]func(port string){
	"good": func(port string) { serve(port) },
	"late": func(port string) {
		time.Sleep(2500 * time.Millisecond) // longer than the patience of echo
		serve(port)
	},
	"client": func(port string) {
		time.Sleep(2500 * time.Millisecond)
		if client, err := net.Dial("tcp", "127.0.0.1:"+port); err == nil {
			client.Close()
		}
	},
	"silent": func(port string) { accept(port, func(net.Conn) { select {} }) },
	"bare":   func(port string) { accept(port, func(c net.Conn) { answer(c, "") }) },
	"floods": func(port string) {
		go serve(port)
		for {
			fmt.Println(strings.Repeat("flood ", 100))
		}
	},
	"stubborn": func(port string) {
		signal.Ignore(syscall.SIGTERM)
		serve(port)
	},
	"forks": func(port string) {
		family(3)
		serve(port)
	},
	"daemon": func(string) {
		family(1)
	},
	"eats": func(port string) {
		go serve(port)
		held := make([]byte, 1<<30)
		for i := range held {
			held[i] = 1 // only a page that was written takes memory
			if i%(1<<20) == 0 {
				time.Sleep(time.Millisecond)
			}
		}
	},
	"multiplies": func(port string) {
		for range 4 * proc.MaxFamily {
			if err := exec.Command("sleep", "60").Start(); err != nil {
				panic(err)
			}
		}
		serve(port)
	},
	"exits": func(string) {
		fmt.Fprintln(os.Stderr, "a reason")
		os.Exit(7)
	},
	"dies":      func(port string) { accept(port, func(net.Conn) { os.Exit(3) }) },
	"elsewhere": func(string) { serve("0") },
	"once":      once,
	"fetches": func(port string) {
		list, err := net.Dial("tcp", os.Getenv("LIST"))
		if err != nil {
			panic(err)
		}
		list.Close()
		time.Sleep(300 * time.Millisecond)
		serve(port)
	},
	"sleeps": func(string) { time.Sleep(time.Hour) },
}

// once answers a client, closes first, and sets no SO_REUSEADDR: it cannot be started
// again soon.
func once(port string) {
	listener, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM, 0)
	number, _ := strconv.Atoi(port)
	for _, step := range []func() error{
		func() error { return err },
		func() error {
			return syscall.Bind(listener, &syscall.SockaddrInet4{Port: number, Addr: [4]byte{127, 0, 0, 1}})
		},
		func() error { return syscall.Listen(listener, 5) },
	} {
		if err := step(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
	if client, _, err := syscall.Accept(listener); err == nil {
		syscall.Close(client)
	}
}

// serve answers each client.
func serve(port string) {
	accept(port, func(c net.Conn) { answer(c, "\n") })
}

// accept hands each client to a function.
func accept(port string, client func(net.Conn)) {
	ln, err := net.Listen("tcp", "127.0.0.1:"+port)
	if err != nil {
		panic(err)
	}
	for {
		c, err := ln.Accept()
		if err != nil {
			panic(err)
		}
		client(c)
	}
}

// answer sends a line back.
func answer(c net.Conn, end string) {
	line, _ := bufio.NewReader(c).ReadString('\n')
	fmt.Fprint(c, strings.TrimSuffix(line, "\n")+end)
	c.Close()
}

// family starts processes in sessions of their own, and prints their numbers.
func family(n int) {
	for range n {
		child := exec.Command(os.Args[0], "sleeps", "0")
		child.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
		child.Stdout, child.Stderr = os.Stdout, os.Stderr
		if err := child.Start(); err != nil {
			panic(err)
		}
		fmt.Println("child", child.Process.Pid)
	}
}
