//go:build !race

package frequency

const raceEnabled = false
