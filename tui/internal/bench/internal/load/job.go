// Package load puts load on a server: a closed loop of requests whose bytes,
// and the bytes of whose answers, are known before the clock starts.
package load

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"
)

// Job is what a load generator is asked to do. It goes over its standard
// input as one line of JSON.
type Job struct {
	Protocol    string        // "resp", "memcached", "echo", "plain", "mariadb", "sqlite"
	Network     string        // "unix" or "tcp"
	Address     string        // of the server
	Connections int           // open at the same time
	Words       int           // of one request
	Depth       int           // requests written at once, before their answers
	Duration    time.Duration // how long requests are begun
	OneShot     bool          // a connection of its own for each request
	Verify      bool          // any word as likely, every byte compared
	Keep        bool          // the connections stay open until the next job
	Samples     bool          // return every latency
	Load        bool          // no requests: fill the server with the list
}

// Result is what came of a job, one line of JSON on standard output.
type Result struct {
	Requests int           // answered, as they should be
	Elapsed  time.Duration // from the first request to the last answer
	P50, P99 time.Duration // of the time from writing to the last answer
	Samples  []Sample      `json:",omitempty"`
	Error    string        `json:",omitempty"`
}

// Sample is one latency. The clocks of the processes of a machine agree.
type Sample struct {
	End     int64 // nanoseconds since 1970
	Latency time.Duration
}

// Serve reads jobs until there are no more and answers each with what run
// makes of it. It is the main loop of a load generator's process.
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

// Recorder collects the latencies of a job. Its memory is there before the
// clock starts.
type Recorder struct {
	latencies []time.Duration
	ends      []int64 // only where every sample is wanted
}

// NewRecorder returns a recorder for a job.
func NewRecorder(job Job) *Recorder {
	r := &Recorder{latencies: make([]time.Duration, 0, 1<<20)}
	if job.Samples {
		r.ends = make([]int64, 0, 1<<20)
	}
	return r
}

// Add records a batch of requests that was begun and ended at these times.
func (r *Recorder) Add(begun, ended time.Time) {
	r.latencies = append(r.latencies, ended.Sub(begun))
	if r.ends != nil {
		r.ends = append(r.ends, ended.UnixNano())
	}
}

// Result sums up: every latency recorded is one of depth requests.
func (r *Recorder) Result(depth int, elapsed time.Duration) Result {
	result := Result{Requests: depth * len(r.latencies), Elapsed: elapsed}
	for i, end := range r.ends {
		result.Samples = append(result.Samples, Sample{end, r.latencies[i]})
	}
	if len(r.latencies) > 0 {
		slices.Sort(r.latencies)
		result.P50, result.P99 = Percentile(r.latencies, 50), Percentile(r.latencies, 99)
	}
	return result
}

// Percentile returns the value of sorted that percent of the values do not
// exceed.
func Percentile(sorted []time.Duration, percent int) time.Duration {
	return sorted[(len(sorted)*percent+99)/100-1]
}
