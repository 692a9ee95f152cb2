package protocol

import "errors"

// Each client may make the server hold something: the beginning of a request,
// an answer that it does not take. A thousand of them, each within its limits,
// could fill the memory. So what waits for clients is counted, and while it is
// more than the limit for all together, those that hold more than their share
// of it are cut off. Who sends small requests and reads the answers is not.

var (
	errUnread = errors.New("cut off: it does not take its answers, and those " +
		"that do not hold all memory there is for that")
	errUnsent = errors.New("what waits for clients takes all memory there is " +
		"for that; send shorter requests, or all of one at once")
)

// hold counts n bytes as what waits for this client.
func (c *conversation) hold(n int) {
	if n != c.held {
		c.pending.Add(int64(n - c.held))
		c.held = n
	}
}

// tooMuch tells whether this client may not hold n bytes: they are more than
// its share, and all together would hold more than the limit.
func (c *conversation) tooMuch(n int) bool {
	return n*c.limits.Clients > c.limits.Memory &&
		c.pending.Load()+int64(n-c.held) > int64(c.limits.Memory)
}
