package workspace

import (
	"context"
	"fmt"
	"hash/fnv"
	"io/fs"
	"os"
	"path"
	"slices"
	"time"
)

// pollTime is how often Watch looks at a folder. It polls: notifications do not
// work in every container and on every network drive.
const pollTime = 200 * time.Millisecond

// Watch calls check at once, and again after each change of a file in folder. It
// returns nil when ctx has ended, or the first error of check.
func Watch(ctx context.Context, folder string, check func() error) error {
	tick := time.NewTicker(pollTime)
	defer tick.Stop()
	for {
		checked := fingerprint(folder) // a change during the check is noticed
		if err := check(); ctx.Err() != nil {
			return nil
		} else if err != nil {
			return err
		}
		for last, rests := checked, false; !rests; {
			select {
			case <-ctx.Done():
				return nil
			case <-tick.C:
			}
			// An editor may write in several steps: wait until it rests.
			now := fingerprint(folder)
			rests = now == last && now != checked
			last = now
		}
	}
}

// sources are the endings of files that a learner writes. What programs write, such
// as a log, must not cause the next check.
var sources = []string{".go", ".mod", ".c", ".h", ".cc", ".cpp", ".py", ".js", ".mjs", ".ts",
	".php", ".rb", ".pl", ".lua", ".rs", ".java", ".kt", ".cs", ".zig", ".sh", ".txt"}

// fingerprint describes the sources in a folder: names, sizes and times.
func fingerprint(folder string) uint64 {
	hash := fnv.New64a()
	// An editor's temporary file may vanish meanwhile, which the next look notices.
	_ = fs.WalkDir(os.DirFS(folder), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !slices.Contains(sources, path.Ext(name)) {
			return nil
		}
		if info, err := entry.Info(); err == nil {
			fmt.Fprintln(hash, name, info.Size(), info.ModTime().UnixNano())
		}
		return nil
	})
	return hash.Sum64()
}
