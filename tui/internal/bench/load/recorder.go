package load

import (
	"slices"
	"time"
)

// Recorder collects the latencies of a job. It allocates its memory before the
// clock starts.
type Recorder struct {
	latencies []time.Duration
	ends      []int64 // nil unless the job asks for samples
}

// NewRecorder returns an empty recorder for a job.
func NewRecorder(job Job) *Recorder {
	r := &Recorder{latencies: make([]time.Duration, 0, 1<<20)}
	if job.Samples {
		r.ends = make([]int64, 0, 1<<20)
	}
	return r
}

// Add records a batch of requests by the times of its start and its end.
func (r *Recorder) Add(begun, ended time.Time) {
	r.latencies = append(r.latencies, ended.Sub(begun))
	if r.ends != nil {
		r.ends = append(r.ends, ended.UnixNano())
	}
}

// Result sums up the batches recorded, each of depth requests.
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

// Percentile returns the smallest value of sorted that at least percent of the
// values do not exceed. There must be at least one value.
func Percentile(sorted []time.Duration, percent int) time.Duration {
	return sorted[(len(sorted)*percent+99)/100-1]
}
