//go:build unix

// Package tell prints on standard error what a program asks of the kernel:
// each system call with its result, as strace does, and the reason below it.
package tell

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"unicode/utf8"

	"golang.org/x/sys/unix"
)

// quoteLength is the most columns that Quote fills, so that a call with
// quoted bytes still fits on a line of the terminal.
const quoteLength = 40

// Step prints a line that is not a system call. The empty line before it also
// ends a prompt or an answer, which have no newline of their own.
func Step(format string, args ...any) {
	fmt.Fprint(os.Stderr, "\n"+fmt.Sprintf(format, args...)+"\n")
}

// Call prints a system call with its result or, if err is not nil, with the
// name and the text of the error.
func Call(result int, err error, format string, args ...any) {
	Step("%s = %s", fmt.Sprintf(format, args...), outcome(result, err))
}

// Why prints the reason, one indented line for each argument.
func Why(lines ...string) {
	fmt.Fprint(os.Stderr, indent(lines))
}

// LookUp returns the IPv4 address of host, a name or an address, and prints
// it. It returns an error if host has none.
func LookUp(host string) (netip.Addr, error) {
	ips, err := net.DefaultResolver.LookupNetIP(
		context.Background(), "ip4", host)
	if err != nil {
		return netip.Addr{}, err
	}
	ip := ips[0].Unmap()
	Step("look up %q: %s", host, ip)
	Why("The kernel knows no names: it wants the 4 bytes of an address.")
	return ip, nil
}

// Sockaddr prints the 16 bytes of the sockaddr_in that the kernel gets for
// addr, field by field.
func Sockaddr(addr *unix.SockaddrInet4) {
	Step("The address in the kernel's form, a sockaddr_in of 16 bytes:")
	var lines []string
	for _, f := range sockaddrIn(runtime.GOOS, addr) {
		lines = append(lines, f.line())
	}
	lines = append(lines,
		"Network order is the high byte first, on every machine.")
	Why(lines...)
}

// Address returns addr in the usual form, such as 127.0.0.1:9998.
func Address(addr unix.Sockaddr) string {
	inet, ok := addr.(*unix.SockaddrInet4)
	if !ok {
		return "(no IPv4 address)"
	}
	ip := netip.AddrFrom4(inet.Addr)
	return netip.AddrPortFrom(ip, uint16(inet.Port)).String()
}

// Quote returns data in double quotes, with every byte escaped that could
// control a terminal. Three dots stand for what does not fit.
func Quote(data []byte) string {
	// Each byte needs at least one column, so the rest cannot fit.
	head := string(data[:min(len(data), quoteLength)])
	for len(strconv.Quote(head)) > quoteLength {
		// Cut whole characters: half of one would print as other bytes.
		_, size := utf8.DecodeLastRuneInString(head)
		head = head[:len(head)-size]
	}
	if len(head) < len(data) {
		return strconv.Quote(head) + "..."
	}
	return strconv.Quote(head)
}

// outcome returns what follows the equals sign.
func outcome(result int, err error) string {
	if err == nil {
		return strconv.Itoa(result)
	}
	var errno syscall.Errno
	if !errors.As(err, &errno) {
		return fmt.Sprintf("-1 (%v)", err)
	}
	name := unix.ErrnoName(errno)
	if name == "" {
		name = fmt.Sprintf("errno %d", int(errno))
	}
	return fmt.Sprintf("-1 %s (%v)", name, errno)
}

// indent returns the lines, each with its margin and its newline.
func indent(lines []string) string {
	var text strings.Builder
	for _, line := range lines {
		text.WriteString("    " + line + "\n")
	}
	return text.String()
}

// A field is one member of a C structure as it lies in memory.
type field struct {
	bytes         []byte
	name, meaning string
}

// line returns the bytes, the name and the meaning in columns.
func (f field) line() string {
	hex := fmt.Sprintf("% x", f.bytes)
	return fmt.Sprintf("%-23s  %-10s  %s", hex, f.name, f.meaning)
}

// sockaddrIn returns the fields of a sockaddr_in, in order, as the system
// goos lays them out.
func sockaddrIn(goos string, addr *unix.SockaddrInet4) []field {
	port := binary.BigEndian.AppendUint16(nil, uint16(addr.Port))
	last := []field{
		{port, "sin_port", fmt.Sprintf("%d = 0x%02x 0x%02x, in network order",
			addr.Port, port[0], port[1])},
		{addr.Addr[:], "sin_addr", netip.AddrFrom4(addr.Addr).String()},
		{make([]byte, 8), "sin_zero", "unused"},
	}

	switch goos {
	case "linux", "android", "solaris", "illumos":
		family := binary.NativeEndian.AppendUint16(nil, unix.AF_INET)
		return append([]field{
			{family, "sin_family", "AF_INET (2), in this machine's order"},
		}, last...)
	default:
		// On the BSDs, macOS and AIX a length takes half of the family's bytes.
		return append([]field{
			{[]byte{16}, "sin_len", "16 bytes"},
			{[]byte{unix.AF_INET}, "sin_family", "AF_INET (2)"},
		}, last...)
	}
}
