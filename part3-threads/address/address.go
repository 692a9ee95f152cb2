// Package address deals with addresses as people type them: it checks them, and
// says what to do if the system does not take one.
package address

import (
	"errors"
	"flag"
	"fmt"
	"net"
	"strings"
	"syscall"
)

// HostFlag defines the flag -host, an address to listen on. Its default is
// loopback. An empty address is wrong usage: to Go it means all addresses.
func HostFlag(flags *flag.FlagSet) *string {
	host := Default
	flags.Func("host", "`address` to listen on (default "+Default+")",
		func(text string) error {
			if text == "" {
				return errors.New("it is empty; was it a variable that " +
					"is not set?")
			}
			host = text
			return nil
		})
	return &host
}

// Default is the address that only programs on this machine can reach.
const Default = "127.0.0.1"

// Network returns the network to listen on at host: tcp4 for 0.0.0.0, because Go
// would take it for all addresses of IPv6, too; else tcp.
func Network(host string) string {
	if ip := net.ParseIP(host); ip.To4() != nil && ip.IsUnspecified() {
		return "tcp4"
	}
	return "tcp"
}

// Join returns host and port as one address. An IPv6 address may have the
// brackets that it has in such an address.
func Join(host, port string) string {
	if inner, ok := strings.CutPrefix(host, "["); ok {
		host = strings.TrimSuffix(inner, "]")
	}
	return net.JoinHostPort(host, port)
}

// Advise adds to the error of a listen or dial what to do about it, if that can
// be known.
func Advise(err error) error {
	noName := new(net.DNSError)
	failed := new(net.OpError)
	listening := errors.As(err, &failed) && failed.Op == "listen"
	switch {
	case errors.As(err, &noName):
		return fmt.Errorf("%w; check the host's name or use its IP address", err)
	case errors.Is(err, syscall.EADDRINUSE):
		return fmt.Errorf("%w; try another port (0: any free one) or -host", err)
	case errors.Is(err, syscall.EADDRNOTAVAIL) && listening:
		return fmt.Errorf("%w; -host wants an address of this machine", err)
	case errors.Is(err, syscall.EACCES) && listening:
		return fmt.Errorf("%w; ports below 1024 are root's: try a higher one", err)
	case errors.Is(err, syscall.ECONNREFUSED):
		return fmt.Errorf("%w; is the server running there?", err)
	case failed.Timeout():
		return fmt.Errorf("%w; check the address, or whether a firewall "+
			"drops what is sent there", err)
	case errors.Is(err, syscall.ENETUNREACH),
		errors.Is(err, syscall.EHOSTUNREACH):
		return fmt.Errorf("%w; check the address and the network", err)
	}
	return err
}
