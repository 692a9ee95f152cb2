//go:build unix

package terminal

import (
	"fmt"
	"html"
	"strings"

	"github.com/hinshun/vt10x"
)

// The sizes in a picture, in pixels, for a monospaced font of 14 pixels.
const (
	cellWidth  = 8.4
	cellHeight = 18
	margin     = 14
)

// Attributes of a cell, which vt10x does not export.
const (
	underlined = 1 << 1
	bold       = 1 << 2
)

// Picture returns the screen as an SVG picture, for the documentation.
func (t *Terminal) Picture() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	screen := t.emulator.screen
	columns, rows := screen.Size()
	var svg strings.Builder
	width, height := float64(columns)*cellWidth+2*margin, rows*cellHeight+2*margin
	fmt.Fprintf(&svg, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %.0f %d" `+
		`font-family="ui-monospace,Menlo,Consolas,'DejaVu Sans Mono',monospace" font-size="14">`+
		"\n"+`<rect width="100%%" height="100%%" rx="8" fill="#16181d"/>`+"\n", width, height)
	for y := range rows {
		for x := 0; x < columns; {
			first, end := screen.Cell(x, y), x+1
			for end < columns && sameLook(first, screen.Cell(end, y)) {
				end++
			}
			drawRun(&svg, screen, x, end, y)
			x = end
		}
	}
	svg.WriteString("</svg>\n")
	return svg.String()
}

// sameLook reports whether two cells are drawn in the same way.
func sameLook(a, b vt10x.Glyph) bool {
	return a.FG == b.FG && a.BG == b.BG && a.Mode == b.Mode
}

// drawRun draws a run of cells in a row that look the same.
func drawRun(svg *strings.Builder, screen vt10x.Terminal, x, end, y int) {
	look, text, lines := screen.Cell(x, y), "", ""
	left, top := margin+float64(x)*cellWidth, margin+y*cellHeight
	for i := x; i < end; i++ {
		switch r := screen.Cell(i, y).Char; {
		case r == '│': // a font's own is lower than a row, and leaves gaps
			text += " "
			lines += fmt.Sprintf(`<rect x="%.1f" y="%d" width="1" height="%d" fill="%s"/>`+"\n",
				left+(float64(i-x)+0.5)*cellWidth-0.5, top, cellHeight, color(look.FG))
		case r != 0 && r != filler:
			text += string(r)
		default:
			text += " "
		}
	}
	if look.BG != vt10x.DefaultBG {
		fmt.Fprintf(svg, `<rect x="%.1f" y="%d" width="%.1f" height="%d" fill="%s"/>`+"\n",
			left, top, float64(end-x)*cellWidth, cellHeight, color(look.BG))
	}
	svg.WriteString(lines)
	if strings.TrimSpace(text) == "" {
		return
	}
	style := ""
	if look.Mode&bold != 0 {
		style += ` font-weight="bold"`
	}
	if look.Mode&underlined != 0 {
		style += ` text-decoration="underline"`
	}
	fmt.Fprintf(svg, `<text x="%.1f" y="%d" fill="%s"%s textLength="%.1f" xml:space="preserve">%s</text>`+"\n",
		left, top+cellHeight-5, color(look.FG), style, float64(end-x)*cellWidth, html.EscapeString(text))
}

// color returns a colour of the terminal in the notation of SVG.
func color(c vt10x.Color) string {
	basic := [16]string{"#000000", "#cd3131", "#0dbc79", "#e5e510", "#2472c8", "#bc3fbc",
		"#11a8cd", "#e5e5e5", "#666666", "#f14c4c", "#23d18b", "#f5f543", "#3b8eea",
		"#d670d6", "#29b8db", "#ffffff"}
	switch {
	case c == vt10x.DefaultFG:
		return "#d7dae0"
	case c == vt10x.DefaultBG:
		return "#16181d"
	case c < 16:
		return basic[c]
	case c < 232: // a cube of 6 by 6 by 6
		level := func(n vt10x.Color) int { return []int{0, 95, 135, 175, 215, 255}[n%6] }
		return fmt.Sprintf("#%02x%02x%02x", level((c-16)/36), level((c-16)/6), level(c-16))
	case c < 256: // shades of grey
		return fmt.Sprintf("#%02x%02x%02x", 8+10*(c-232), 8+10*(c-232), 8+10*(c-232))
	}
	return fmt.Sprintf("#%06x", uint32(c)&0xffffff)
}
