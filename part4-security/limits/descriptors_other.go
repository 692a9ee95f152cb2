//go:build !unix

package limits

// FitDescriptors has nothing to lower here: this system does not limit the
// descriptors of a process.
func (l *Limits) FitDescriptors() (lowered bool) { return false }
