package experiment

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
)

// Need is something that a lab needs and that not every machine has.
type Need struct {
	Name string       // "a C compiler"
	Miss func() error // why it is not here and what to do, or nil
}

// Tool returns the need of a program that is in PATH.
func Tool(program, remedy string) Need {
	return Need{program, func() error {
		if _, err := exec.LookPath(program); err != nil {
			return fmt.Errorf("there is no %s here; %s", program, remedy)
		}
		return nil
	}}
}

var (
	// Linux is the need of what only Linux has or shows.
	Linux = Need{"Linux", func() error {
		if runtime.GOOS != "linux" {
			return errors.New("only Linux shows this")
		}
		return nil
	}}
	// Compiler is the need of a C compiler.
	Compiler = Tool("cc", "install gcc or clang")
	// PHP is the need of PHP's command line.
	PHP = Tool("php", "install php-cli")
	// Root is the need to be root: the lab acts as another user, too.
	Root = Need{"root", func() error {
		if os.Geteuid() != 0 {
			return errors.New("it acts as another user, which only root may; run it with sudo")
		}
		return setpriv.Miss()
	}}
	// OtherUser is the need to act as a user whom permissions hold for: see Other.
	OtherUser = Need{"another user", func() error {
		if os.Geteuid() != 0 {
			return nil // ourselves
		}
		return setpriv.Miss()
	}}
	setpriv = Tool("setpriv", "install util-linux")
)
