// Package clients tests the service with the Redis clients that people have, at
// their present versions and with their defaults. README.md is the table of them.
package clients
