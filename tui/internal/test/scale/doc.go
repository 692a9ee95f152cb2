// Package scale tests the configurations of part6-php/deploy/scale as they stand:
// several servers behind HAProxy, and behind twemproxy. They have fixed addresses on
// the loopback network, 127.0.6.*.
package scale
