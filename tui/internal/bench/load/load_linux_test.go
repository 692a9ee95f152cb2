package load

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"wallsockets/part3-threads/frequency"
	"wallsockets/part4-security/limits"
	"wallsockets/part4-security/protocol"
)

const list = "the\t900000\nof\t99989\nwhale\t10\nonce\t1\n"

func generator(t *testing.T) *Generator {
	t.Helper()
	name := filepath.Join(t.TempDir(), "list")
	if err := os.WriteFile(name, []byte(list), 0o600); err != nil {
		t.Fatal(err)
	}
	g, err := NewGenerator(name)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { closeAll(g.kept) })
	return g
}

// serve listens on a unix socket and calls converse for each client. It returns
// the address. The listener is closed at the end of the test.
func serve(t *testing.T, converse func(net.Conn)) string {
	t.Helper()
	ln, err := net.Listen("unix", filepath.Join(t.TempDir(), "sock"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ln.Close() })
	go func() {
		for {
			conn, err := ln.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				converse(conn)
			}()
		}
	}()
	return ln.Addr().String()
}

// spoil changes what is written to conn.
type spoil struct {
	net.Conn
	change func([]byte) []byte
}

func (s spoil) Write(data []byte) (int, error) {
	_, err := s.Conn.Write(s.change(bytes.Clone(data)))
	return len(data), err
}

// echo sends back what it reads, changed by change.
func echo(change func([]byte) []byte) func(net.Conn) {
	return func(conn net.Conn) {
		io.Copy(spoil{conn, change}, struct{ io.Reader }{conn})
	}
}

func intact(data []byte) []byte { return data }

func echoJob(address string) Job {
	return Job{Protocol: "echo", Network: "unix", Address: address,
		Shape: Shape{Connections: 3, Words: 2, Depth: 4}, Duration: 30 * time.Millisecond}
}

// Every kind of job ends and counts its requests.
func TestEcho(t *testing.T) {
	g, address := generator(t), serve(t, echo(intact))
	for name, change := range map[string]func(*Job){
		"held":     func(*Job) {},
		"one-shot": func(job *Job) { job.OneShot, job.Depth = true, 1 },
		"verify":   func(job *Job) { job.Verify, job.Depth, job.Duration = true, 1, time.Minute },
		"idle":     func(job *Job) { job.Keep, job.Duration = true, 0 },
		"large":    func(job *Job) { job.Words, job.Depth = 1000, 100 },
	} {
		job := echoJob(address)
		change(&job)
		result, err := g.Run(job)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		idle := job.Duration == 0
		if (result.Requests == 0) != idle || result.Requests%job.Depth != 0 ||
			!idle && (result.P50 <= 0 || result.P99 < result.P50) {
			t.Errorf("%s: %+v", name, result)
		}
		// The first request on each connection does not count.
		if all := verifyPool/job.Words - job.Connections; job.Verify && result.Requests < all {
			t.Errorf("verified %d requests, want %d", result.Requests, all)
		}
		if idle != (len(g.kept) == job.Connections) {
			t.Errorf("%s: kept %d connections", name, len(g.kept))
		}
	}
}

// Any wrong answer ends the job, even if only some answers are wrong.
func TestWrongAnswer(t *testing.T) {
	answers := 0
	for want, converse := range map[string]func(net.Conn){
		"the answer is": echo(func(data []byte) []byte { data[len(data)-3]++; return data }),
		"longer than":   echo(func(data []byte) []byte { return append(data, '\n') }),
		`"*4`: echo(func(data []byte) []byte { // *3 at first
			if answers++; answers > 50 {
				data[1]++
			}
			return data
		}),
		"closed after 4 of": func(conn net.Conn) {
			conn.Read(make([]byte, 4096)) // the whole batch
			conn.Write([]byte("*3\r\n"))
		},
	} {
		job := echoJob(serve(t, converse))
		job.Connections, job.Duration = 1, 10*time.Second
		result, err := generator(t).Run(job)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%d requests, then %v, want %q", result.Requests, err, want)
		}
	}
	if _, err := generator(t).Run(echoJob("/nonexistent")); err == nil {
		t.Error("Run returned no error without a server")
	}
}

// The answers that the generator expects are those of part 4's service.
func TestService(t *testing.T) {
	table, err := frequency.Read(strings.NewReader(list), "list")
	if err != nil {
		t.Fatal(err)
	}
	service := protocol.New(table, limits.Default())
	address := serve(t, func(conn net.Conn) { service.Converse(t.Context(), conn) })
	for _, kind := range []string{"resp", "plain"} {
		for _, words := range []int{5, 100} {
			job := Job{Protocol: kind, Network: "unix", Address: address,
				Shape:    Shape{Connections: 2, Words: words, Depth: 1},
				Duration: time.Minute, Verify: true, OneShot: kind == "plain"}
			if result, err := generator(t).Run(job); err != nil {
				t.Errorf("%s, %d words: %v, %v", kind, words, result, err)
			}
		}
	}
}

// The exact bytes of memcached requests and their answers.
func TestMemcachedRequest(t *testing.T) {
	g := generator(t)
	r, err := g.builder.requests(Job{Protocol: "memcached", Verify: true,
		Shape: Shape{Words: 2, Depth: 1}})
	if err != nil {
		t.Fatal(err)
	}
	counts := map[string]string{"the": "900000", "of": "99989", "whale": "10", "once": "1"}
	for i := range 20 {
		sent, wanted := r.batch(i, 1)
		fields := strings.Fields(string(sent))
		want := ""
		for _, word := range fields[1:] {
			count := counts[word]
			want += "VALUE " + word + " 0 " + string(rune('0'+len(count))) + "\r\n" + count + "\r\n"
		}
		if want += "END\r\n"; string(wanted) != want || len(fields) != 3 {
			t.Fatalf("the answer to %q is %q, want %q", sent, wanted, want)
		}
	}
}

func TestServe(t *testing.T) {
	in := strings.NewReader(`{"Words":1}` + "\n" + `{"Words":2}` + "\n")
	var out bytes.Buffer
	err := Serve(in, &out, func(job Job) (Result, error) {
		if job.Words == 2 {
			return Result{}, io.ErrUnexpectedEOF
		}
		return Result{Requests: 7}, nil
	})
	lines := bufio.NewScanner(&out)
	var results []Result
	for lines.Scan() {
		var result Result
		if err := json.Unmarshal(lines.Bytes(), &result); err != nil {
			t.Fatal(err)
		}
		results = append(results, result)
	}
	if err != nil || len(results) != 2 || results[0].Requests != 7 || results[1].Error == "" {
		t.Errorf("Serve = %v, %+v", err, results)
	}
}

func TestPercentile(t *testing.T) {
	values := make([]time.Duration, 200)
	for i := range values {
		values[i] = time.Duration(i + 1)
	}
	for percent, want := range map[int]time.Duration{1: 2, 50: 100, 99: 198, 100: 200} {
		if got := Percentile(values, percent); got != want {
			t.Errorf("percentile %d of 1 to 200 is %d, want %d", percent, got, want)
		}
	}
	if got := Percentile(slices.Clip(values[:1]), 99); got != 1 {
		t.Errorf("percentile 99 of one value is %d", got)
	}
}
