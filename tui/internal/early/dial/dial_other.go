//go:build !unix

// Package dial is only for systems with unix sockets that can be passed on.
package dial
