package wire

// What readers ask of a recording. They get copies of the events they ask for,
// and only of these; the data in them is shared, and must not be changed.

// Len returns how many events are kept.
func (r *Recording) Len() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.next - r.first
}

// Dropped returns how many events were too much and are gone: the numbers kept
// are Dropped()+1 to Dropped()+Len().
func (r *Recording) Dropped() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.first - 1
}

// From returns the events from that number on. A reader that asks next for
// the number after its last sees each event once, unless it was dropped.
func (r *Recording) From(number int) []Event {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.window(number, r.next-r.first)
}

// Window returns at most n events, from that number on.
func (r *Recording) Window(number, n int) []Event {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.window(number, n)
}

// Last returns the newest n events, or all if there are fewer.
func (r *Recording) Last(n int) []Event {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.window(r.next-n, n)
}

// window does the work of Window. The lock is held.
func (r *Recording) window(number, n int) []Event {
	number = max(number, r.first)
	n = min(n, r.next-number)
	if n <= 0 {
		return nil
	}
	events := make([]Event, n)
	for i := range events {
		events[i] = *r.at(number + i)
	}
	return events
}

// always is closed: there is news already.
var always = func() chan struct{} {
	c := make(chan struct{})
	close(c)
	return c
}()

// News returns a channel that is closed as soon as there is an event of a
// number greater than after, which may be at once. However many come, it is
// one signal: a reader takes what there is and asks for news of what follows.
func (r *Recording) Updates(after int) <-chan struct{} {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.next-1 > after {
		return always
	}
	if r.updates == nil {
		r.updates = make(chan struct{})
	}
	return r.updates
}
