// Package bench compares the server of part 5 with what its users could take
// instead: Redis, memcached, MariaDB and SQLite, with the same words and the
// same requests in one run; and with an echo of the same bytes, which shows what
// the socket alone costs. It needs Linux. Its README has the figures.
package bench

// Name is the command that calls Run. The comparison starts its load generators
// by it, too.
const Name = "bench"

// UsageError is an error in the arguments.
type UsageError struct{ error }

// Unwrap returns the error itself.
func (e UsageError) Unwrap() error { return e.error }
