// Package load generates load on a server and measures how it answers. It
// works in a closed loop: a connection sends its next request when the last one
// is answered. It builds the bytes of all requests and of the answers that it
// expects before the clock starts.
package load

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"
)

// Shape is how a server is asked.
type Shape struct {
	Connections int // open at the same time
	Words       int // in a request
	Depth       int // requests written at once, before their answers are read
}

// String returns the shape as the tables show it, as in "C16 N10 D1".
func (s Shape) String() string {
	return fmt.Sprintf("C%d N%d D%d", s.Connections, s.Words, s.Depth)
}

// Job is one measurement for a load generator. It goes to the generator's
// standard input as a line of JSON.
type Job struct {
	Protocol string // "resp", "memcached", "echo", "plain", "mariadb", "sqlite"
	Network  string // "unix" or "tcp"
	Address  string // of the server
	Shape
	Duration time.Duration // no request starts after this time
	OneShot  bool          // open a connection for each request
	Verify   bool          // draw all words equally often and compare every byte
	Keep     bool          // keep the connections open until the next job
	Samples  bool          // return every latency
	Load     bool          // send no requests: fill the server with the list
}

// Result is the outcome of a job, a line of JSON on standard output.
type Result struct {
	Requests int           // answered correctly
	Elapsed  time.Duration // from the first request to the last answer
	P50, P99 time.Duration // from writing a batch to its last answer
	Samples  []Sample      `json:",omitempty"`
	Error    string        `json:",omitempty"`
}

// Rate returns the requests answered per second.
func (r Result) Rate() float64 { return float64(r.Requests) / r.Elapsed.Seconds() }

// Sample is one latency. All processes of a machine read the same clock, so
// End can be compared with the time of another process.
type Sample struct {
	End     int64 // nanoseconds since 1970
	Latency time.Duration
}

// Serve reads jobs from in, does each with run, and writes its result to out.
// It returns nil at the end of in. It is the main loop of a load generator's
// process.
func Serve(in io.Reader, out io.Writer, run func(Job) (Result, error)) error {
	jobs, results := json.NewDecoder(in), json.NewEncoder(out)
	for {
		var job Job
		if err := jobs.Decode(&job); err != nil {
			if errors.Is(err, io.EOF) {
				return nil
			}
			return fmt.Errorf("read a job: %w", err)
		}
		result, err := run(job)
		if err != nil {
			result = Result{Error: err.Error()}
		}
		if err := results.Encode(result); err != nil {
			return fmt.Errorf("write a result: %w", err)
		}
	}
}
