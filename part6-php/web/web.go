// Package web holds the PHP side of the word service: the page, and the
// conversation with the server that the page and the client share.
package web

import "embed"

// Files are ask.php and index.php, as they stand in this folder.
//
//go:embed ask.php index.php
var Files embed.FS
