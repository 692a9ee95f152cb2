package peer

// The names of the peers.
const (
	Part5     = "part 5"
	Part5Loop = "part 5 events"
	Part4     = "part 4 (tcp)"
	Threads   = "part 3 threads"
	Events    = "part 3 events"
	Processes = "part 3 processes"
	Redis     = "redis"
	Memcached = "memcached"
	MariaDB   = "mariadb"
	SQLite    = "sqlite"
	EchoGo    = "echo (Go)"
	EchoC     = "echo (C)"
)
