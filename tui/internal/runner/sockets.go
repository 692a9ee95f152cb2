package runner

import (
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"early/supervise"

	"wallsockets/part5-unix/unixsocket"
)

// A guide that ends or dies may release the lock of a socket a moment after its folder
// is to be removed, within lockGrace. Nothing signals that, so removeSockets tries every
// lockPoll.
const (
	lockGrace = 300 * time.Millisecond
	lockPoll  = 5 * time.Millisecond
)

// OwnSocket notes that a socket file outside the run folder belongs to the guide. The
// file and its lock are removed together with the folder, by the guide or, if it is
// killed, by its cleaner, unless another server has them by then.
func (r *Runner) OwnSocket(path string) error {
	path, err := filepath.Abs(path)
	if err == nil {
		err = os.Symlink(path, filepath.Join(r.folder.Path,
			supervise.LinkPrefix+base64.RawURLEncoding.EncodeToString([]byte(path))))
	}
	if err != nil && !errors.Is(err, fs.ErrExist) { // otherwise it is noted already
		return fmt.Errorf("note that %s is to be removed: %w", path, err)
	}
	return nil
}

// removeSockets removes the socket files that are noted in a run folder. It takes them
// over as the next server on their path would, so one that is in use stays.
func removeSockets(folder string) {
	links, _ := filepath.Glob(filepath.Join(folder, supervise.LinkPrefix+"*")) // the pattern is valid
	end := time.Now().Add(lockGrace)
	for _, link := range links {
		path, err := os.Readlink(link)
		for err == nil && !removeSocket(path) && time.Now().Before(end) {
			time.Sleep(lockPoll)
		}
	}
}

// removeSocket removes a socket file and its lock, and reports whether they are gone.
func removeSocket(path string) bool {
	if _, err := os.Lstat(path + ".lock"); err != nil {
		return true // the guide has closed it
	}
	ln, err := unixsocket.Listen(path, unixsocket.Options{Mode: 0o600})
	return err == nil && ln.Close() == nil
}
