package protocol_test

import (
	"context"
	"fmt"
	"io"
	"log"
	"net"
	"strings"

	"wallsockets/part3-threads/frequency"
	"wallsockets/part4-security/limits"
	"wallsockets/part4-security/protocol"
)

// A client sends one plain line and reads the answer to the end.
func ExampleService_Converse_plain() {
	fmt.Print(ask("the whale\n"))
	// Output:
	// the	900000	900000.0	8.95
	// whale	100000	100000.0	8.00
	// # 2 words, average 500000.0 per million, most unusual first: whale the
}

// A client speaks RESP, as any Redis client does. Both requests are sent at
// once, and the answers arrive in their order.
func ExampleService_Converse_resp() {
	get := "*2\r\n$3\r\nGET\r\n$5\r\nwhale\r\n"
	quit := "*1\r\n$4\r\nQUIT\r\n"
	fmt.Printf("%q\n", ask(get+quit))
	// Output:
	// "$6\r\n100000\r\n+OK\r\n"
}

// ask sends a message to a new service and returns its answer.
func ask(message string) string {
	list := strings.NewReader("the 900000\nwhale 100000\n")
	table, err := frequency.Read(list, "list")
	if err != nil {
		log.Fatal(err)
	}
	service := protocol.New(table, limits.Default())
	server, client := net.Pipe()
	go func() {
		defer server.Close()
		service.Converse(context.Background(), server)
	}()
	go io.WriteString(client, message)
	answer, err := io.ReadAll(client)
	if err != nil {
		log.Fatal(err)
	}
	return string(answer)
}
