//go:build !unix

package limits

// FitDescriptors has nothing to lower on this system, which does not limit the
// descriptors of a process.
func (l *Limits) FitDescriptors() (lowered bool) { return false }
