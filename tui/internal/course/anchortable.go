package course

// anchors are the lines that take each step, by the number of the part. A test
// finds each of them.
var anchors = map[int]map[Step][]anchor{
	1: {
		Connect:     {{"client/main.go", `net.Dial("tcp"`}},
		Listen:      {{"server/main.go", `net.Listen("tcp"`}},
		Accept:      {{"server/main.go", "ln.Accept()"}},
		ClientWrite: {{"client/main.go", "fmt.Fprintln(conn, message)"}},
		ServerRead:  {{"server/main.go", "conn.Read(buffer)"}},
		ServerWrite: {{"server/main.go", "conn.Write("}},
		ClientRead:  {{"client/main.go", "io.Copy("}},
		ClientEnd:   {{"client/main.go", "defer conn.Close()"}},
		ClientClose: {{"client/main.go", "defer conn.Close()"}},
		ServerClose: {{"server/main.go", "defer conn.Close()"}},
	},
	2: {
		Connect:     {{"client/main.go", "unix.Connect("}},
		Listen:      {{"server/main.go", "unix.Listen("}},
		Accept:      {{"server/main.go", "unix.Accept("}},
		ClientWrite: {{"client/main.go", "unix.Write("}},
		ServerRead:  {{"server/main.go", "unix.Read("}},
		ServerWrite: {{"server/main.go", "unix.Write("}},
		ClientRead:  {{"client/main.go", "unix.Read("}},
		ClientEnd:   {{"client/main.go", "unix.Close(conn)"}},
		ClientClose: {{"client/main.go", "unix.Close(conn)"}},
		ServerClose: {{"server/main.go", "defer closeSocket(transfer,"},
			{"server/main.go", "unix.Close(socket)"}},
	},
	3: {
		Connect:     {{"client/main.go", `net.Dial("tcp"`}},
		Listen:      {{"server/main.go", "net.Listen("}},
		Accept:      {{"server/main.go", "accept(ln, &failures)"}, {"server/accept.go", "ln.Accept()"}},
		ClientWrite: {{"client/main.go", "fmt.Fprintln(conn, message)"}},
		ServerRead:  {{"server/main.go", "readLine(conn)"}, {"server/conversation.go", "ReadSlice("}},
		ServerWrite: {{"server/main.go", "conn.Write("}},
		ClientRead:  {{"client/main.go", "conn.Read(buffer)"}},
		ClientEnd:   {{"client/main.go", "defer conn.Close()"}},
		ClientClose: {{"client/main.go", "defer conn.Close()"}},
		ServerClose: {{"server/main.go", finished}},
	},
	4: {
		Connect:     {{"client/main.go", "net.DialTimeout("}},
		Listen:      {{"server/main.go", "net.Listen("}},
		Accept:      {{"server/main.go", "limits.Accept("}, {"limits/accept.go", "ln.Accept()"}},
		ClientWrite: writesRequest,
		ServerRead:  engineReads,
		ServerWrite: engineWrites,
		ClientRead:  {{"client/main.go", "conn.Read(buffer)"}},
		ClientEnd:   {{"client/main.go", "conn.CloseWrite()"}},
		ClientClose: {{"client/main.go", "defer conn.Close()"}},
		ServerClose: {{"server/main.go", finished}},
	},
	5: {
		Connect:     {{"client/main.go", "unixsocket.Dial("}, {"unixsocket/dial.go", `net.Dial("unix"`}},
		Listen:      {{"server/main.go", "unixsocket.Listen("}, listensOnFile},
		Accept:      acceptsOnFile,
		ClientWrite: writesRequest,
		ServerRead:  engineReads,
		ServerWrite: engineWrites,
		ClientRead:  {{"client/main.go", "conn.Read(buffer)"}},
		ClientEnd:   {{"client/main.go", "conn.CloseWrite()"}},
		ClientClose: {{"client/main.go", "defer conn.Close()"}},
		ServerClose: {{"server/main.go", finished}},
	},
	6: {
		Connect:     {{wordClient, "stream_socket_client("}, runsPHP},
		Listen:      {{"server/main.go", "systemd.Listen("}, listensOnFile},
		Accept:      acceptsOnFile,
		ClientWrite: {{wordClient, "fwrite($socket"}, runsPHP},
		ServerRead:  engineReads,
		ServerWrite: engineWrites,
		ClientRead:  {{wordClient, "@fgets($socket"}, runsPHP},
		ClientEnd:   {{wordClient, "fclose($socket)"}, runsPHP},
		ClientClose: {{wordClient, "fclose($socket)"}, runsPHP},
		ServerClose: {{"server/main.go", finished}},
	},
}

// modelAnchors are the lines that take a step if the server runs with a model that
// is not the first, where they are others.
var modelAnchors = map[int]map[string]map[Step][]anchor{
	3: {
		"events": {
			Accept:      {{"server/events.go", "unix.Accept("}},
			ServerRead:  {{"server/events.go", "unix.Read("}},
			ServerWrite: {{"server/events.go", "unix.Write("}},
			ServerClose: {{"server/events.go", "len(c.rest) == 0 {\n\t\tunix.Close(fd)"}},
		},
		"processes": {
			Accept: {{"server/processes.go", "accept(ln, &failures)"}, {"server/accept.go", "ln.Accept()"}},
		},
	},
}

// What several parts have in common.
const (
	// finished is the close at the end of a conversation. The deferred one is
	// for a panic.
	finished = "conn.Close() // finish"
	// wordClient is the PHP code that talks to the server. The client and the page share it.
	wordClient = "web/WordClient.php"
)

var (
	// runsPHP is all that part 6's client in Go does: it starts the one in PHP.
	runsPHP = anchor{"client/main.go", "cmd.Run()"}

	writesRequest = []anchor{{"client/main.go", "io.WriteString(conn"}}
	engineReads   = []anchor{{"server/main.go", ".Converse("},
		{"part4-security/protocol/engine/direct_unix.go", "n, err := Receive("}}
	engineWrites = []anchor{{"server/main.go", ".Converse("},
		{"part4-security/protocol/engine/client.go", "Send(c.socket"}}
	listensOnFile = anchor{"part5-unix/unixsocket/listen.go", "unix.Listen("}
	acceptsOnFile = []anchor{{"server/main.go", "limits.Accept("},
		{"part5-unix/unixsocket/listen.go", "AcceptUnix()"}}
)
