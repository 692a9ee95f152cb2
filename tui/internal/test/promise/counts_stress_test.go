//go:build linux && stress

package promise

import "time"

// The full counts.
const (
	full = true

	fuzzedSessions = 5_000_000 // for each protocol
	fuzzedInLoops  = 5_000_000 // of them through event loops
	hostileLines   = 250_000   // fuzzed, beside the corpus, for each of four servers
	fuzzedPages    = 5_000
	floodBytes     = 256 << 20 // of each endless line
	heldClients    = 10_000
	heldTime       = time.Minute
	rounds         = 500 // of eight starts at once
	strangerStarts = 1_000
	kills          = 200
	drains         = 100
	restarts       = 1_000
	idleAtDrain    = 10_000
	oneShots       = 1_000_000 // connect, ask, close
	reloads        = 100
	unreadAnswers  = 100_000 // while nobody reads the log
	pageLoads      = 100
	guideDeaths    = 25 // of each kind
	attackTime     = 10 * time.Second
	exhausted      = 2 * time.Second // descriptors: a server that burns processor time shows it at once
	slowLimit      = 2 * time.Second // of a request, while slow clients hold all places
)
