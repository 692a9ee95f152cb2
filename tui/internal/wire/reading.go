package wire

import "slices"

// These methods return copies of the events. The copies share the data, which
// must not be changed.

// Len returns how many events are kept.
func (r *Recording) Len() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.next - r.first
}

// Dropped returns how many old events were dropped. The events kept have the
// numbers Dropped()+1 to Dropped()+Len().
func (r *Recording) Dropped() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.first - 1
}

// From returns the events from that number on. A reader that goes on with the
// number after its last sees each event once, unless it was dropped.
func (r *Recording) From(number int) []Event {
	r.mu.Lock()
	defer r.mu.Unlock()
	number = max(number, r.first)
	if number >= r.next {
		return nil
	}
	events := make([]Event, r.next-number)
	for i := range events {
		events[i] = *r.at(number + i)
	}
	return events
}

// Saved returns the events from that number on as they are saved. The first event says
// which server they are of, if that is known.
func (r *Recording) Saved(number int) []Event {
	events := r.From(number)
	if len(events) == 0 || events[0].Kind == Started {
		return events
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, run := range slices.Backward(r.runs) {
		if run.first <= events[0].Number {
			events = slices.Insert(events, 0, Event{Number: events[0].Number, Kind: Started,
				Time: events[0].Time, Reason: clean(run.command)})
			for i := range events[1:] {
				events[1+i].Number++
			}
			break
		}
	}
	return events
}

// Event returns the event of that number, and false if it was dropped or has not
// happened yet.
func (r *Recording) Event(number int) (Event, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if number < r.first || number >= r.next {
		return Event{}, false
	}
	return *r.at(number), true
}

// always is closed, for a reader who has not seen all events yet.
var always = func() chan struct{} {
	c := make(chan struct{})
	close(c)
	return c
}()

// Updates returns a channel that is closed as soon as there is an event with a
// number above after, which may be at once. It is one signal for any number of
// events: the reader takes them all and calls Updates again.
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
