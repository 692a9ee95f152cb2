package unixsocket

import (
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"strconv"
)

// Options determine who may connect to a socket.
type Options struct {
	Mode  Mode   // of the socket file; connecting needs write permission
	Group string // of the socket file: a name, a number, or "" for the default
}

// GroupFlag defines -group, for servers that share their socket with a group.
func (o *Options) GroupFlag(flags *flag.FlagSet) {
	flags.StringVar(&o.Group, "group", "", "`group` of the socket file: "+
		"its members may connect if -mode is 0660")
}

// Check returns why no socket file can have these options, or nil.
func (o Options) Check() error {
	if o.Group != "" && o.Mode&0o060 != 0o060 {
		return fmt.Errorf("want -mode 0660 with -group: mode %v does not "+
			"let the group connect", o.Mode)
	}
	return o.Mode.check()
}

// Mode is the permission bits of a socket file. It is a flag.Value:
//
//	options := unixsocket.Options{Mode: 0o600}
//	flag.Var(&options.Mode, "mode", "`permissions` of the socket file")
type Mode fs.FileMode

// Set parses an octal number such as 0660. It refuses a mode that is above 0777
// or would lock out the owner of the socket.
func (m *Mode) Set(text string) error {
	bits, err := strconv.ParseUint(text, 8, 32)
	if err != nil {
		return errors.New("want an octal number such as 0600 or 0660")
	}
	if err := Mode(bits).check(); err != nil {
		return err
	}
	*m = Mode(bits)
	return nil
}

// String returns the mode in the form that Set parses.
func (m Mode) String() string {
	return fmt.Sprintf("%04o", uint32(m))
}

// check returns why a socket file cannot have this mode, or nil.
func (m Mode) check() error {
	if m > 0o777 {
		return fmt.Errorf("mode %v is above 0777, but a socket has "+
			"only permission bits; want a mode such as 0660", m)
	}
	// The owner runs the server and should be able to try it.
	if m&0o600 != 0o600 {
		return fmt.Errorf("mode %v locks out the owner of the socket; "+
			"want at least 0600", m)
	}
	return nil
}
