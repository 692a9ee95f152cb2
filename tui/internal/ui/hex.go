package ui

import (
	"bytes"
	"fmt"
)

// hexIndent is how far the hex of a message is indented in the list.
const hexIndent = 2

// perRow returns how many bytes a row of hex shows in a column.
func perRow(column int) int {
	switch {
	case column >= 70:
		return 16
	case column >= 38:
		return 8
	}
	return 4
}

// hexLines shows all data, with as many bytes in a row as fit.
func hexLines(data []byte, column int) []string {
	var lines []string
	for at, row := 0, perRow(column); at < len(data); at += row {
		lines = append(lines, hexRow(data, at, row))
	}
	return lines
}

// hexRow shows a row of data: its offset, the bytes in hexadecimal, and as ASCII,
// with dots for others.
func hexRow(data []byte, at, row int) string {
	part := data[at:min(len(data), at+row)]
	text := bytes.Clone(part)
	for i, b := range text {
		if b < ' ' || b > '~' {
			text[i] = '.'
		}
	}
	return fmt.Sprintf("%04x %-*s %s", at, 3*row-1, fmt.Sprintf("% x", part), text)
}
