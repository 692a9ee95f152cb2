package check

import (
	"net"
	"testing"
)

// A run's port is free for a program, and reserved until the run ends.
func TestFreePort(t *testing.T) {
	r := new(run)
	port, err := r.freePort()
	if err != nil {
		t.Fatal(err)
	}
	defer r.releasePorts()
	address := "127.0.0.1:" + port
	ln, err := net.Listen("tcp", address)
	if err != nil {
		t.Fatalf("a program cannot listen on the port: %v", err)
	}
	ln.Close()
	if other, err := net.ListenPacket("udp", address); err == nil {
		other.Close()
		t.Error("another check can reserve the port as well")
	}
	r.releasePorts()
	other, err := net.ListenPacket("udp", address)
	if err != nil {
		t.Fatalf("the port is still reserved after the run: %v", err)
	}
	other.Close()
}
