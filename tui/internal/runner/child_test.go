//go:build unix

package runner

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// childVariable makes the test binary act as a program that the tests start. Its
// value is the program's name in roles.
const childVariable = "RUNNER_CHILD"

func TestMain(m *testing.M) {
	// By default a program built with -race sleeps a second before it exits.
	os.Setenv("GORACE", "atexit_sleep_ms=0")
	if name := os.Getenv(childVariable); name != "" {
		// Not for the programs that it starts itself.
		os.Unsetenv(childVariable)
		roles[name](os.Args[1:])
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// roles are the programs that the test binary can act as.
var roles = map[string]func(args []string){
	"exit":     beExit,
	"raise":    beRaise,
	"flood":    beFlood,
	"prompt":   bePrompt,
	"server":   beServer,
	"chatty":   beChatty,
	"stubborn": beStubborn,
	"parent":   beParent,
}

// child returns the Spec for the test binary in one of its roles.
func child(name string, args ...string) Spec {
	self, err := os.Executable()
	if err != nil {
		panic(err)
	}
	return Spec{Name: name, Path: self, Args: args,
		Env: []string{childVariable + "=" + name}}
}

// beExit prints a line to each output and exits with a code.
func beExit(args []string) {
	code, _ := strconv.Atoi(args[0])
	fmt.Println("to standard output")
	fmt.Fprintln(os.Stderr, "to standard error")
	os.Exit(code)
}

// beRaise sends itself a signal.
func beRaise(args []string) {
	number, _ := strconv.Atoi(args[0])
	signal.Reset()
	_ = syscall.Kill(os.Getpid(), syscall.Signal(number))
	forever()
}

// beFlood prints a number of bytes to each output, in lines of 64 bytes.
func beFlood(args []string) {
	size, _ := strconv.Atoi(args[0])
	line := strings.Repeat("x", 63) + "\n"
	for _, output := range []io.Writer{os.Stdout, os.Stderr} {
		buffer := bufio.NewWriterSize(output, 1<<16)
		for range size / len(line) {
			buffer.WriteString(line)
		}
		buffer.WriteString("the last\n")
		buffer.Flush()
	}
}

// bePrompt asks for a line, as the clients of the series do, and prints it.
func bePrompt([]string) {
	fmt.Fprint(os.Stderr, "Please enter the message: ")
	line, err := bufio.NewReader(os.Stdin).ReadString('\n')
	fmt.Printf("%q, %v", line, err)
}

// beServer listens on a path. At SIGTERM it prints more than fits into a pipe before
// it removes the socket; a second SIGTERM ends it before that. With a second
// argument it prints without end.
func beServer(args []string) {
	terminate := make(chan os.Signal, 1)
	signal.Notify(terminate, syscall.SIGTERM)
	ln, err := net.Listen("unix", args[0])
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	fmt.Println("listening on", args[0])
	if len(args) > 1 {
		go func() {
			for range time.Tick(100 * time.Microsecond) {
				fmt.Println(args[1])
			}
		}()
	}
	<-terminate
	signal.Reset()
	fmt.Print(strings.Repeat("a last word\n", 20_000))
	ln.Close()
}

// beChatty is a server whose code got another line of output.
func beChatty(args []string) {
	fmt.Println("debug: about to listen on the port")
	beServer(args)
}

// beStubborn ignores the signals that ask it to end. With a path it listens there.
func beStubborn(args []string) {
	signal.Ignore(syscall.SIGTERM, syscall.SIGINT, syscall.SIGHUP)
	if len(args) > 0 {
		if _, err := net.Listen("unix", args[0]); err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
	}
	fmt.Println("listening on nothing")
	forever()
}

// beParent starts a stubborn child, in the same process group or apart, and prints
// the child's process ID instead of an address.
func beParent(args []string) {
	spec := child("stubborn")
	command := exec.Command(spec.Path)
	command.Env = append(os.Environ(), spec.Env...)
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: args[0] == "apart"}
	output, err := command.StdoutPipe()
	if err == nil {
		err = command.Start()
	}
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	// Once it has printed something it ignores signals.
	_, _ = bufio.NewReader(output).ReadString('\n')
	fmt.Println("listening on", command.Process.Pid)
	if len(args) > 1 && args[1] == "exit" {
		return
	}
	forever()
}

// forever never returns.
func forever() {
	for range time.Tick(time.Hour) {
	}
}
