// Package web holds the PHP side of the word service: the page, and the client
// that the page and the command line share.
package web

import "embed"

// Files holds all that the folder serves: index.php, style.css and page.js, and
// the PHP files that index.php needs. These define classes and functions only, so
// that nothing happens if a browser asks for them.
//
//go:embed *.php style.css page.js
var Files embed.FS
