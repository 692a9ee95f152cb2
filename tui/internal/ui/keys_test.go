//go:build unix

package ui

import (
	"reflect"
	"slices"
	"testing"
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
		g := startGuide(t, options{changes: true, env: []string{"EDITOR=" + fakeEditor(t)}})
		for _, s := range slices.Concat(frameKeys, moveKeys, readKeys, codeKeys, runKeys, exerciseKeys, labKeys) {
			for _, key := range bindings[s.binding].keys {
				t.Log(s.binding, key)
				s.play(g, key)
			}
		}
	})
	t.Run("hands", func(t *testing.T) {
		t.Parallel()
		g := startGuide(t, options{})
		g.serve(3, "")
		g.Press("R")
		g.sayRaw("ab", `C>    2 "ab"`)
		g.leaveRaw()
		for _, s := range handKeys {
			for _, key := range bindings[s.binding].keys {
				t.Log(s.binding, key)
				g.Press("H")
				g.WaitFor("hands on #")
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
	for _, s := range slices.Concat(frameKeys, moveKeys, readKeys, codeKeys, runKeys, handKeys,
		exerciseKeys, labKeys, lastKeys) {
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

// body returns the rows between header and footer.
func (g *guide) body() []string {
	screen := g.Screen()
	return screen[2 : len(screen)-1]
}
