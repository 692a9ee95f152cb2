package course

import (
	"fmt"
	"strings"
	"testing"
)

// Each try is an item of its lesson's list.
func TestEachTryIsInItsLesson(t *testing.T) {
	for _, stage := range Stages {
		lesson, err := Lesson("../../..", stage)
		if err != nil {
			t.Fatal(err)
		}
		_, list, found := strings.Cut(lesson, "\n## Try this\n")
		if !found {
			t.Errorf("%s has no list", stage.ID)
		}
		for _, try := range stage.Tries() {
			if !strings.Contains(list, fmt.Sprintf("\n%d. ", try.Item)) {
				t.Errorf("%s has no item %d", stage.ID, try.Item)
			}
			if try.Name == "" || try.Watch == "" || len(try.Steps) == 0 || try.Sees == (Sight{}) {
				t.Errorf("%s, item %d is not complete: %+v", stage.ID, try.Item, try)
			}
		}
	}
}
