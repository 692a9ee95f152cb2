package experiment

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"wallsockets/tui/internal/runner"
)

// User is a user of this machine and the one group that the user is in, by number.
type User struct{ UID, GID int }

// nobody is a user who owns no files, in a group that owns none.
var nobody = User{65534, 65534}

// Self returns the user who runs this program.
func Self() User { return User{os.Geteuid(), os.Getegid()} }

// Other returns the user whom permissions hold for: nobody if we are root, whom they do
// not stop, else ourselves.
func Other() User {
	if os.Geteuid() == 0 {
		return nobody
	}
	return Self()
}

// StartAs is like StartWith for a program that runs as another user, as only root may
// start one: see Need Root. The user can reach the kit's files only through the working
// folder, spec.Dir, and cannot pass the folders above it: paths must be relative. A
// program of Builds gets a second name in the working folder.
func (k *Kit) StartAs(user User, spec runner.Spec, program string) (*runner.Process, error) {
	if user.UID == os.Geteuid() {
		return k.StartWith(spec, program)
	}
	path := program
	if built, ok := k.built[program]; ok {
		path = "./" + filepath.Base(built)
		err := os.Link(built, filepath.Join(spec.Dir, path))
		if err != nil && !errors.Is(err, fs.ErrExist) {
			return nil, err
		}
	}
	spec.Args = append([]string{fmt.Sprint("--reuid=", user.UID), fmt.Sprint("--regid=", user.GID),
		"--clear-groups", "--", path}, spec.Args...)
	return k.StartWith(spec, "setpriv")
}

// AskAs asks for the word whale with one of the clients in Builds, as StartAs starts it
// in a working folder. It returns what the client has printed after its prompt: the
// answer, or why there is none.
func (k *Kit) AskAs(ctx context.Context, user User, folder, client string, args ...string) (
	string, error) {
	p, err := k.StartAs(user, runner.Spec{Args: args, Dir: folder}, client)
	if err != nil {
		return "", err
	}
	text, err := Finish(ctx, p, "whale")
	return strings.TrimSpace(strings.Replace(text, "Please enter the message:", "", 1)), err
}

// Finish types a last line into a program, waits until it has ended, and returns what it
// has printed.
func Finish(ctx context.Context, p *runner.Process, line string) (string, error) {
	_ = p.Write(line) // it fails if the program ends without reading, and that is no fault
	err := ended(ctx, p)
	return strings.TrimSpace(Printed(p)), err
}

// ended waits until a program has ended.
func ended(ctx context.Context, p *runner.Process) error {
	select {
	case <-p.Done():
		return nil
	case <-ctx.Done():
		return fmt.Errorf("%s: %w", p.Name(), ctx.Err())
	}
}
