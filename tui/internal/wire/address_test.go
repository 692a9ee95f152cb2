package wire

import "testing"

func TestAddressOf(t *testing.T) {
	for text, network := range map[string]string{
		"127.0.0.1:9998": "tcp", "[::1]:9998": "tcp", "/tmp/s": "unix", "/tmp/s:1": "unix",
		"@s:1": "unix", "s": "unix",
	} {
		if got := AddressOf(text); got != (Address{network, text}) {
			t.Errorf("%q is %+v, want %s", text, got, network)
		}
	}
}
