//go:build !unix

package check

import "io/fs"

// sighting is what a file was like at a moment. No check runs on this system.
type sighting struct{ mode fs.FileMode }

func lookAt(string) sighting { return sighting{} }
