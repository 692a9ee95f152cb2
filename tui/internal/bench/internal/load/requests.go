package load

import (
	"fmt"
	"strconv"

	"wallsockets/part3-threads/frequency"
	"wallsockets/tui/internal/bench/internal/words"
)

// maxPool is how many words the requests of a job have in all: enough that
// the caches of the processor see as many different words as in earnest.
const maxPool = 1 << 18

// verifyPool is how many words of a list are looked at to verify a server.
const verifyPool = 5000

// Requests are the bytes of many requests in a row, and of their answers.
// Neighbours can be sent in one write because they lie side by side.
type Requests struct {
	sent, wanted         []byte
	sentEnds, wantedEnds []int // entry i+1 is where request i ends
}

// Count returns the number of requests.
func (r *Requests) Count() int { return len(r.sentEnds) - 1 }

// Batch returns the bytes of n requests from number i on, and their answers.
func (r *Requests) Batch(i, n int) (sent, wanted []byte) {
	return r.sent[r.sentEnds[i]:r.sentEnds[i+n]],
		r.wanted[r.wantedEnds[i]:r.wantedEnds[i+n]]
}

// Builder makes requests from a list.
type Builder struct {
	list  *words.List
	name  string           // of its file
	table *frequency.Table // the same list, read when a plain line is to be built
	built map[kind]*Requests
}

// kind is what requests depend on: jobs of one kind share them.
type kind struct {
	protocol string
	words    int
	pool     int
	verify   bool
}

// NewBuilder returns a builder for the list in a file.
func NewBuilder(name string) (*Builder, error) {
	list, err := words.Read(name)
	return &Builder{list: list, name: name, built: make(map[kind]*Requests)}, err
}

// List returns the list.
func (b *Builder) List() *words.List { return b.list }

// Draw returns how a job draws the ranks of its words.
func (b *Builder) Draw(job Job) func() int {
	const seed = 42 // the same words for every peer
	if job.Verify {
		return words.Uniform(b.list.Len(), seed)
	}
	return words.Zipf(b.list.Len(), seed)
}

// Pool returns how many requests a job prepares.
func Pool(job Job) int {
	if job.Verify {
		return max(verifyPool/job.Words, job.Depth)
	}
	return max(maxPool/job.Words, job.Depth)
}

// Build returns the requests of a job.
func (b *Builder) Build(job Job) (*Requests, error) {
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
func (b *Builder) build(job Job) (*Requests, error) {
	var format func(r *Requests, ranks []int)
	switch job.Protocol {
	case "resp":
		format = b.resp
	case "memcached":
		format = b.memcached
	case "echo":
		format = b.echo
	case "plain":
		if b.table == nil {
			table, err := frequency.ReadFile(b.name)
			if err != nil {
				return nil, err
			}
			b.table = table
		}
		format = b.plain
	default:
		return nil, fmt.Errorf("unknown protocol %q", job.Protocol)
	}
	r := &Requests{sentEnds: []int{0}, wantedEnds: []int{0}}
	draw, ranks := b.Draw(job), make([]int, job.Words)
	for range Pool(job) {
		for i := range ranks {
			ranks[i] = draw()
		}
		format(r, ranks)
		r.sentEnds = append(r.sentEnds, len(r.sent))
		r.wantedEnds = append(r.wantedEnds, len(r.wanted))
	}
	return r, nil
}

// resp appends an MGET and its answer, a bulk string for each word.
func (b *Builder) resp(r *Requests, ranks []int) {
	r.sent = fmt.Appendf(r.sent, "*%d\r\n$4\r\nMGET\r\n", len(ranks)+1)
	r.wanted = fmt.Appendf(r.wanted, "*%d\r\n", len(ranks))
	for _, rank := range ranks {
		word, count := b.list.Entry(rank)
		r.sent = appendBulk(r.sent, word)
		r.wanted = appendBulk(r.wanted, count)
	}
}

// echo appends the same MGET, which is its own answer.
func (b *Builder) echo(r *Requests, ranks []int) {
	b.resp(r, ranks)
	r.wanted = append(r.wanted[:r.wantedEnds[len(r.wantedEnds)-1]],
		r.sent[r.sentEnds[len(r.sentEnds)-1]:]...)
}

// memcached appends a get and its answer.
func (b *Builder) memcached(r *Requests, ranks []int) {
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

// plain appends a line of words and the lines that answer it.
func (b *Builder) plain(r *Requests, ranks []int) {
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
