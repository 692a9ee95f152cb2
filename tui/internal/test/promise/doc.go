// Package promise has tests and nothing else: what the stages promise to
// hold, under hostile clients, faults and load, with figures.
//
//	go test -tags stress -timeout 40m -run Promise -v ./tui/internal/test/promise
//
// takes them to their full figures and prints them as a table; without the
// tag the same tests with the same oracles have smaller counts. The faults
// to survive are in faults_test.go, each under its name.
package promise
