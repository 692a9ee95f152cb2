package experiment

import (
	"fmt"
	"math"
	"strconv"
	"time"

	"wallsockets/tui/internal/bench/report"
)

// Figure is something that was measured or read off.
type Figure struct {
	Name  string  `json:"name"`            // "accepted before a client had to wait"
	Text  string  `json:"text"`            // with its unit, as people read it: "4.2 µs"
	Value float64 `json:"value,omitempty"` // in Unit; not for words
	Unit  string  `json:"unit,omitempty"`  // "s", "bytes", "1/s", "" for a number or a ratio
}

// Number returns a count.
func Number(name string, n int) Figure {
	return Figure{Name: name, Text: strconv.Itoa(n), Value: float64(n)}
}

// Word returns what is no number: an address, an error, an answer.
func Word(name, text string) Figure { return Figure{Name: name, Text: text} }

// Time returns a duration, with three digits.
func Time(name string, d time.Duration) Figure {
	text := d.String()
	for _, unit := range []time.Duration{time.Second, time.Millisecond, time.Microsecond} {
		if d >= unit {
			text = digits(float64(d)/float64(unit)) + " " + unit.String()[1:]
			break
		}
	}
	return Figure{Name: name, Text: text, Value: d.Seconds(), Unit: "s"}
}

// Bytes returns an amount of memory or data, in binary units.
func Bytes(name string, n int64) Figure {
	value, unit := float64(n), "bytes"
	for _, larger := range []string{"KiB", "MiB", "GiB"} {
		if value < 1024 {
			break
		}
		value, unit = value/1024, larger
	}
	return Figure{Name: name, Text: digits(value) + " " + unit, Value: float64(n), Unit: "bytes"}
}

// Rate returns how often something happened in a second.
func Rate(name, what string, perSecond float64) Figure {
	return Figure{Name: name, Text: digits(perSecond) + " " + what + "/s", Value: perSecond, Unit: "1/s"}
}

// Ratio returns a ratio: "5.1 times".
func Ratio(name string, ratio float64) Figure {
	return Figure{Name: name, Text: digits(ratio) + " times", Value: ratio}
}

// digits returns a number with three digits that count, and no power of ten.
func digits(value float64) string {
	if value == 0 || math.IsInf(value, 0) || math.IsNaN(value) {
		return fmt.Sprint(value)
	}
	after := max(0, 2-int(math.Floor(math.Log10(math.Abs(value)))))
	if after == 0 && math.Abs(value) < 1e4 || value == math.Trunc(value) {
		return strconv.FormatFloat(value, 'f', 0, 64)
	}
	return strconv.FormatFloat(value, 'f', after, 64)
}

// Clear says on which side of a limit repeated figures lie: 1 above, -1 below, and 0
// if they do not agree. At most one in five may lie on the other side.
func Clear(values []float64, limit float64) int {
	above := 0
	for _, value := range values {
		if value > limit {
			above++
		}
	}
	switch few := len(values) / 5; {
	case len(values) == 0:
		return 0
	case above >= len(values)-few:
		return 1
	case above <= few:
		return -1
	}
	return 0
}

// Median returns the median of values. There must be at least one.
func Median(values []float64) float64 { return report.Summary(values).Median }
