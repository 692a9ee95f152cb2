//go:build linux && !stress

package promise

import "time"

// The counts for every day. The checks are the same as at full counts.
const (
	full = false

	fuzzedSessions = 50_000 // for each protocol
	fuzzedInLoops  = 10_000 // of them through event loops
	hostileLines   = 3_000  // fuzzed, beside the corpus, for each of four servers
	fuzzedPages    = 100
	floodBytes     = 16 << 20 // of each endless line
	heldClients    = 1_000
	heldTime       = time.Second
	rounds         = 15 // of eight starts at once
	strangerStarts = 50
	kills          = 10
	drains         = 5
	restarts       = 20
	idleAtDrain    = 1_000
	oneShots       = 10_000 // connect, ask, close
	reloads        = 10
	unreadAnswers  = 3_000 // while nobody reads the log
	pageLoads      = 30
	guideDeaths    = 0 // of each kind; the guide's own tests have them
	attackTime     = time.Second
	exhausted      = time.Second // descriptors: a server that burns processor time shows it at once
	slowLimit      = time.Second // of a request, while slow clients hold all places
)
