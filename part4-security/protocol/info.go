package protocol

import (
	"fmt"
	"os"
	"runtime/metrics"
	"slices"
	"strings"
	"sync"
	"time"
)

// sections are what INFO can be asked for. Monitors look for the fields by
// their names in Redis, and redis-cli --stat shows nonsense for a missing one.
var sections = []struct {
	name  string
	lines func(c *call) string
}{
	{"Server", func(c *call) string {
		up := int(time.Since(c.started).Seconds())
		return fmt.Sprintf("redis_version:%s\r\nredis_mode:standalone\r\n"+
			"process_id:%d\r\nuptime_in_seconds:%d\r\nuptime_in_days:%d\r\n",
			redisVersion, os.Getpid(), up, up/(24*60*60))
	}},
	{"Clients", func(c *call) string {
		return fmt.Sprintf("connected_clients:%d\r\nmaxclients:%d\r\n"+
			"blocked_clients:0\r\n", c.clients.Load(), c.limits.Clients)
	}},
	{"Memory", func(*call) string {
		used := memory()
		return fmt.Sprintf("used_memory:%d\r\nused_memory_rss:%d\r\n"+
			"maxmemory:0\r\n", used, used)
	}},
	{"Persistence", func(*call) string {
		return "loading:0\r\nrdb_bgsave_in_progress:0\r\n" +
			"aof_rewrite_in_progress:0\r\n"
	}},
	{"Stats", func(c *call) string {
		return fmt.Sprintf("total_connections_received:%d\r\n"+
			"total_commands_processed:%d\r\n",
			c.sessions.Load(), c.requests.Load())
	}},
	{"Replication", func(*call) string {
		return "role:master\r\nconnected_slaves:0\r\n"
	}},
	{"Keyspace", func(c *call) string {
		return fmt.Sprintf("db0:keys=%d,expires=0,avg_ttl=0\r\n",
			c.table.Load().Len())
	}},
	{"Wallsockets", func(c *call) string {
		table := c.table.Load()
		return fmt.Sprintf("different_words:%d\r\nrunning_words:%d\r\n",
			table.Len(), table.Total())
	}},
}

// info answers lines of a name, a colon and a value, in the sections that the
// arguments name, or in all.
func (c *call) info(arguments [][]byte) {
	var text strings.Builder
	for _, section := range sections {
		wanted := func(argument []byte) bool {
			return strings.EqualFold(string(argument), section.name) ||
				slices.Contains(everything, strings.ToLower(string(argument)))
		}
		if len(arguments) > 0 && !slices.ContainsFunc(arguments, wanted) {
			continue
		}
		if text.Len() > 0 {
			text.WriteString("\r\n")
		}
		text.WriteString("# " + section.name + "\r\n" + section.lines(c))
	}
	c.appendText(text.String())
}

// everything is what INFO may be asked for instead of all sections.
var everything = []string{"all", "default", "everything"}

// memoryTime is how long a figure of memory serves. The kernel takes several calls to
// tell it, and one read may bring thousands of INFO.
const memoryTime = 100 * time.Millisecond

var lastMemory struct {
	sync.Mutex
	bytes uint64
	at    time.Time
}

// memory returns the bytes of memory that the process uses, or used a moment ago.
func memory() uint64 {
	lastMemory.Lock()
	defer lastMemory.Unlock()
	if time.Since(lastMemory.at) > memoryTime {
		lastMemory.bytes, lastMemory.at = measureMemory(), time.Now()
	}
	return lastMemory.bytes
}

// measureMemory returns what is resident, where the system says so, else what Go's
// runtime has taken, which leaves out a large list.
func measureMemory() uint64 {
	if sizes, err := os.ReadFile("/proc/self/statm"); err == nil {
		var size, resident uint64 // in pages
		if _, err := fmt.Sscan(string(sizes), &size, &resident); err == nil {
			return resident * uint64(os.Getpagesize())
		}
	}
	taken := []metrics.Sample{{Name: "/memory/classes/total:bytes"}}
	metrics.Read(taken)
	return taken[0].Value.Uint64()
}
