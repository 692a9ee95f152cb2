// Package clients tests the service with clients that are not ours: the programs in
// other languages of part6-php/clients, and the Redis clients that people have, at
// their present versions and with their defaults. README.md is the table of those.
package clients
