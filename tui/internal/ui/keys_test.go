//go:build unix

package ui

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
)

// scenario shows on the screen that a key does what the help page says. It begins
// where the previous one ended. For a binding with several keys it is played with
// each.
type scenario struct {
	binding string // the field of keyMap
	play    func(g *guide, key string)
}

// All key bindings are played in the real guide on a terminal of 80 by 24, most of
// them one after the other in one guide.
func TestEachKeyDoesWhatItSays(t *testing.T) {
	bindings := keyMapFields()
	t.Run("in one guide", func(t *testing.T) {
		t.Parallel()
		g := startGuide(t, options{env: []string{"EDITOR=" + fakeEditor(t)}})
		for _, s := range slices.Concat(frameKeys, moveKeys, codeKeys, runKeys, exerciseKeys) {
			for _, key := range bindings[s.binding].keys {
				t.Log(s.binding, key)
				s.play(g, key)
			}
		}
	})
	for _, s := range lastKeys {
		t.Run(s.binding, func(t *testing.T) {
			t.Parallel()
			for _, key := range bindings[s.binding].keys {
				s.play(&guide{t: t}, key)
			}
		})
	}
}

func TestEachKeyHasAScenario(t *testing.T) {
	var played []string
	for _, s := range slices.Concat(frameKeys, moveKeys, codeKeys, runKeys, exerciseKeys, lastKeys) {
		played = append(played, s.binding)
	}
	for name := range keyMapFields() {
		if !slices.Contains(played, name) {
			t.Errorf("the binding %s of the key map has no scenario", name)
		}
	}
	for _, name := range played {
		if _, found := keyMapFields()[name]; !found {
			t.Errorf("there is a scenario for %s, which is not in the key map", name)
		}
	}
}

// keyBinding is a binding as the help page shows it.
type keyBinding struct {
	keys           []string
	shown, purpose string
}

// keyMapFields returns the bindings of the key map by the names of their fields.
func keyMapFields() map[string]keyBinding {
	fields := make(map[string]keyBinding)
	bindings := reflect.ValueOf(newKeyMap())
	for i := range bindings.NumField() {
		binding := keyBinding{
			shown:   bindings.Field(i).FieldByName("help").FieldByName("Key").String(),
			purpose: bindings.Field(i).FieldByName("help").FieldByName("Desc").String(),
		}
		keys := bindings.Field(i).FieldByName("keys")
		for k := range keys.Len() {
			name := keys.Index(k).String()
			if name == " " {
				name = "space"
			}
			binding.keys = append(binding.keys, name)
		}
		fields[bindings.Type().Field(i).Name] = binding
	}
	return fields
}

// The help page has a line for each binding with all its keys.
func TestHelpPageListsEachKey(t *testing.T) {
	page := helpLines(t)
	for name, binding := range keyMapFields() {
		found := slices.ContainsFunc(page, func(line string) bool {
			keys, rest, _ := strings.Cut(strings.TrimSpace(line), "  ")
			return strings.TrimSpace(rest) == binding.purpose &&
				(keys == strings.Join(binding.keys, ", ") || keys == binding.shown)
		})
		if !found {
			t.Errorf("the help page has no line for %s: want %q and %q in\n%s", name,
				binding.keys, binding.purpose, strings.Join(page, "\n"))
		}
	}
}

// On a small terminal the help page scrolls to its end.
func TestHelpPageScrolls(t *testing.T) {
	t.Parallel()
	page := helpLines(t)
	g := startGuide(t, options{})
	g.Press("?")
	g.WaitFor("Everywhere", page[0])
	for range page[len(g.body()):] {
		before := g.body()
		g.Press("down")
		g.waitBody("the next line", func(body []string) bool { return slices.Equal(body[:1], before[1:2]) })
	}
	g.WaitFor(page[len(page)-1])
}

// helpLines returns the lines of the help page.
func helpLines(t *testing.T) []string {
	t.Helper()
	var lines []string
	for _, line := range newModel(t, 120, 200).helpLines() {
		lines = append(lines, strings.TrimRight(ansi.Strip(line), " "))
	}
	return lines
}

// body returns the rows between header and footer.
func (g *guide) body() []string {
	screen := g.Screen()
	return screen[2 : len(screen)-1]
}
