//go:build unix

package unixsocket

import (
	"errors"
	"fmt"
	"os/user"
	"strconv"
)

// noGroup means that the group of the file stays as it is.
const noGroup = -1

// lookupGroup returns the number of a group given by name or by number. Like
// chgrp it tries the name first, because a name may consist of digits.
func lookupGroup(text string) (int, error) {
	if text == "" {
		return noGroup, nil
	}
	group, err := user.LookupGroup(text)
	number := text
	if err == nil {
		number = group.Gid
	} else if !errors.As(err, new(user.UnknownGroupError)) {
		return noGroup, fmt.Errorf("look up the group %q: %w", text, err)
	}
	gid, err := strconv.ParseUint(number, 10, 31)
	if err != nil {
		return noGroup, fmt.Errorf("look up the group %q: there is none "+
			"with that name; getent group lists them", text)
	}
	return int(gid), nil
}
