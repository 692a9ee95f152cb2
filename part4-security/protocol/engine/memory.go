package engine

import (
	"errors"
	"sync/atomic"

	"wallsockets/part4-security/limits"
)

// errUnread ends a conversation whose client makes the server keep answers.
var errUnread = errors.New("cut off: it is not reading its answers, and " +
	"unread answers have used up their memory")

// account counts the bytes held for all clients together: the beginnings of
// requests, and answers that clients do not read. A thousand clients could fill
// the memory, each within its own limits. So while the total is over its limit,
// clients that hold more than their share of it are cut off. Clients that send
// small requests and read their answers are safe.
type account struct {
	limits *limits.Limits
	total  atomic.Int64
}

// exhausted reports whether a client for which held bytes are counted may not
// hold n: they are more than its share, and the total would be over the limit.
func (a *account) exhausted(held, n int) bool {
	return n*a.limits.Clients > a.limits.Memory &&
		a.total.Load()+int64(n-held) > int64(a.limits.Memory)
}
