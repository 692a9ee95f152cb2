// Package promise has only tests: they measure what the stages promise under
// hostile clients, faults and load.
//
//	go test -tags stress -timeout 40m -run Promise -v ./tui/internal/test/promise
//
// runs them at full counts and prints a table. Without the tag the same tests,
// with the same checks, use smaller counts. The faults are in faults_test.go, each
// under its name.
package promise
