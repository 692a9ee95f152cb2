// Package web holds the PHP side of the word service: the page, and the
// conversation with the server, which the page and the client share.
package web

import "embed"

// Files holds ask.php and index.php.
//
//go:embed ask.php index.php
var Files embed.FS
