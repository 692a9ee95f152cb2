package engine

import (
	"errors"
	"fmt"
	"sync/atomic"

	"wallsockets/part4-security/limits"
)

// ErrUnread ends a conversation whose client makes the server keep answers.
var ErrUnread = errors.New("cut off: it is not reading its answers, and " +
	"unread answers have used up their memory")

// ErrSlow returns the error for a client that takes too long to read.
func ErrSlow(l *limits.Limits) error {
	return fmt.Errorf("cut off: it did not read its answer within %v", l.WriteTime)
}

// Account counts the bytes held for all clients together: the beginnings of
// requests, and answers that clients do not read. A thousand clients could fill
// the memory, each within its own limits. So while the total is over its limit,
// clients that hold more than their share of it are cut off. Clients that send
// small requests and read their answers are safe.
type Account struct {
	limits *limits.Limits
	total  atomic.Int64
}

// NewAccount returns an account on which nothing is counted yet.
func NewAccount(limits *limits.Limits) *Account { return &Account{limits: limits} }

// Add counts n more bytes, or fewer if n is negative.
func (a *Account) Add(n int) { a.total.Add(int64(n)) }

// Exhausted reports whether a client for which held bytes are counted may not
// hold n: they are more than its share, and the total would be over the limit.
func (a *Account) Exhausted(held, n int) bool {
	return n*a.limits.Clients > a.limits.Memory &&
		a.total.Load()+int64(n-held) > int64(a.limits.Memory)
}
