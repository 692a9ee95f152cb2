package experiment

import (
	"fmt"
	"strings"

	"github.com/mattn/go-runewidth"
)

// Picture shows an outcome: bars, lines over time, or the messages that crossed.
type Picture struct {
	Title  string   `json:"title"`
	Bars   []Figure `json:"bars,omitempty"`   // all in the same unit
	Curves []Curve  `json:"curves,omitempty"` // all in the same units
	Lines  []string `json:"lines,omitempty"`  // a text that is a picture itself
}

// Curve is a value over time, at equal steps.
type Curve struct {
	Name   string    `json:"name"`
	Values []float64 `json:"values"`
	Most   string    `json:"most"` // the greatest value of all curves, with its unit
	Span   string    `json:"span"` // from the first value to the last: "2 s"
}

const (
	leastBar    = 10 // columns
	curveHeight = 4  // rows
)

// Text draws the picture in lines of at most width columns.
func (p *Picture) Text(width int) []string {
	lines := []string{p.Title}
	lines = append(lines, bars(p.Bars, width)...)
	most := 0.0
	for _, curve := range p.Curves {
		for _, value := range curve.Values {
			most = max(most, value)
		}
	}
	for _, curve := range p.Curves {
		lines = append(lines, curve.text(width, most)...)
	}
	for _, line := range p.Lines {
		lines = append(lines, runewidth.Truncate(line, width, "…"))
	}
	return lines
}

// bars draws a bar for each figure, the greatest as long as fits.
func bars(figures []Figure, width int) (lines []string) {
	names, texts, most := 0, 0, 0.0
	for _, f := range figures {
		names = max(names, runewidth.StringWidth(f.Name))
		texts = max(texts, runewidth.StringWidth(f.Text))
		most = max(most, f.Value)
	}
	names = min(names, max(width-leastBar-texts-2, 0))
	room := max(width-names-texts-2, 0)
	for _, f := range figures {
		bar := ""
		if most > 0 {
			bar = eighths(max(f.Value, 0) / most * float64(room))
		}
		name := runewidth.FillRight(runewidth.Truncate(f.Name, names, "…"), names)
		lines = append(lines, strings.TrimRight(name+" "+bar+" "+f.Text, " "))
	}
	return lines
}

// eighths returns a bar of that many columns, to an eighth of one.
func eighths(columns float64) string {
	whole := int(columns)
	bar := strings.Repeat("█", whole)
	if part := int((columns - float64(whole)) * 8); part > 0 {
		bar += string([]rune(" ▏▎▍▌▋▊▉")[part])
	} else if whole == 0 {
		bar = "▏"
	}
	return bar
}

// text draws a curve, with its greatest possible value most at the top.
func (c Curve) text(width int, most float64) []string {
	lines := []string{fmt.Sprintf("%s: up to %s, over %s", c.Name, c.Most, c.Span)}
	if len(c.Values) == 0 || most <= 0 {
		return lines
	}
	columns := min(max(width, 1), max(len(c.Values), 40))
	for row := curveHeight - 1; row >= 0; row-- {
		var line strings.Builder
		for column := range columns {
			value := c.Values[column*len(c.Values)/columns]
			level := min(max(int(value/most*curveHeight*8+0.5)-row*8, 0), 8)
			line.WriteRune([]rune(" ▁▂▃▄▅▆▇█")[level])
		}
		lines = append(lines, strings.TrimRight(line.String(), " "))
	}
	return append(lines, strings.Repeat("─", columns))
}
