package load

import (
	"fmt"
	"strconv"

	"wallsockets/part3-threads/frequency"
	"wallsockets/tui/internal/bench/words"
)

// maxPool is how many words the requests of a job have in all: enough for the
// processor's caches to see as many different words as under a real load.
const maxPool = 1 << 18

// verifyPool is how many words a job looks up to verify a server.
const verifyPool = 5000

// requests are the bytes of many requests in a row, and of their answers. They
// lie side by side, so that one write can send several.
type requests struct {
	sent, wanted         []byte
	sentEnds, wantedEnds []int // entry i+1 is where request i ends
}

// count returns the number of requests.
func (r *requests) count() int { return len(r.sentEnds) - 1 }

// batch returns the bytes of n requests from number i on, and of their answers.
func (r *requests) batch(i, n int) (sent, wanted []byte) {
	return r.sent[r.sentEnds[i]:r.sentEnds[i+n]],
		r.wanted[r.wantedEnds[i]:r.wantedEnds[i+n]]
}

// builder makes requests from a list.
type builder struct {
	list  *words.List
	name  string           // of its file
	table *frequency.Table // the same list; read for the first plain request
	built map[kind]*requests
}

// kind is what requests depend on: jobs of one kind share them.
type kind struct {
	protocol string
	words    int
	pool     int
	verify   bool
}

// newBuilder returns a builder for the list in a file.
func newBuilder(name string) (*builder, error) {
	list, err := words.Read(name)
	return &builder{list: list, name: name, built: make(map[kind]*requests)}, err
}

// Draw returns a function that draws the ranks of a job's words from a list of
// n words: by Zipf's law, or all equally often to verify a server.
func Draw(job Job, n int) func() int {
	const seed = 42 // the same words for every peer
	if job.Verify {
		return words.Uniform(n, seed)
	}
	return words.Zipf(n, seed)
}

// Pool returns how many requests to prepare for a job.
func Pool(job Job) int {
	if job.Verify {
		return max(verifyPool/job.Words, job.Depth)
	}
	return max(maxPool/job.Words, job.Depth)
}

// requests returns the requests of a job.
func (b *builder) requests(job Job) (*requests, error) {
	k := kind{job.Protocol, job.Words, Pool(job), job.Verify}
	if b.built[k] == nil {
		r, err := b.build(job)
		if err != nil {
			return nil, err
		}
		b.built[k] = r
	}
	return b.built[k], nil
}

// build makes the requests of a job.
func (b *builder) build(job Job) (*requests, error) {
	add, err := b.adder(job.Protocol)
	if err != nil {
		return nil, err
	}
	r := &requests{sentEnds: []int{0}, wantedEnds: []int{0}}
	draw, ranks := Draw(job, b.list.Len()), make([]int, job.Words)
	for range Pool(job) {
		for i := range ranks {
			ranks[i] = draw()
		}
		add(r, ranks)
		r.sentEnds = append(r.sentEnds, len(r.sent))
		r.wantedEnds = append(r.wantedEnds, len(r.wanted))
	}
	return r, nil
}

// adder returns the function that appends a request in a protocol.
func (b *builder) adder(protocol string) (func(*requests, []int), error) {
	switch protocol {
	case "resp":
		return b.addRESP, nil
	case "memcached":
		return b.addMemcached, nil
	case "echo":
		return b.addEcho, nil
	case "plain":
		if b.table == nil {
			table, err := frequency.ReadFile(b.name)
			if err != nil {
				return nil, err
			}
			b.table = table
		}
		return b.addPlain, nil
	}
	return nil, fmt.Errorf("unknown protocol %q", protocol)
}

// addRESP appends an MGET and its answer, a bulk string for each word.
func (b *builder) addRESP(r *requests, ranks []int) {
	r.sent = fmt.Appendf(r.sent, "*%d\r\n$4\r\nMGET\r\n", len(ranks)+1)
	r.wanted = fmt.Appendf(r.wanted, "*%d\r\n", len(ranks))
	for _, rank := range ranks {
		word, count := b.list.Entry(rank)
		r.sent = appendBulk(r.sent, word)
		r.wanted = appendBulk(r.wanted, count)
	}
}

// addEcho appends the same MGET, which is its own answer.
func (b *builder) addEcho(r *requests, ranks []int) {
	b.addRESP(r, ranks)
	r.wanted = append(r.wanted[:r.wantedEnds[len(r.wantedEnds)-1]],
		r.sent[r.sentEnds[len(r.sentEnds)-1]:]...)
}

// addMemcached appends a get and its answer.
func (b *builder) addMemcached(r *requests, ranks []int) {
	r.sent = append(r.sent, "get"...)
	for _, rank := range ranks {
		word, count := b.list.Entry(rank)
		r.sent = append(append(r.sent, ' '), word...)
		r.wanted = fmt.Appendf(r.wanted, "VALUE %s 0 %d\r\n%s\r\n",
			word, len(count), count)
	}
	r.sent = append(r.sent, "\r\n"...)
	r.wanted = append(r.wanted, "END\r\n"...)
}

// addPlain appends a line of words and the lines that answer it.
func (b *builder) addPlain(r *requests, ranks []int) {
	start := len(r.sent)
	for _, rank := range ranks {
		word, _ := b.list.Entry(rank)
		r.sent = append(append(r.sent, word...), ' ')
	}
	r.sent[len(r.sent)-1] = '\n'
	r.wanted = append(r.wanted, b.table.Answer(frequency.Words(r.sent[start:]))...)
}

func appendBulk(dst, value []byte) []byte {
	dst = strconv.AppendInt(append(dst, '$'), int64(len(value)), 10)
	return append(append(append(dst, "\r\n"...), value...), "\r\n"...)
}
