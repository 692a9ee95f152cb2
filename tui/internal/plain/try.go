package plain

import (
	"context"
	"fmt"
	"time"

	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/guard"
	"wallsockets/tui/internal/session"
)

// tryTime is how long a try may take until what it is about has happened.
const tryTime = time.Minute

// tries is the menu of what the guide can set up of the lesson's list "Try this".
func (g *guide) tries(stage course.Stage) error {
	choices := func() []choice {
		var choices []choice
		for _, try := range stage.Tries() {
			text := fmt.Sprintf("Item %d, %s", try.Item, try.Name)
			if g.progress.Tried[stage.TryID(try.Item)] {
				text += ". You have seen it"
			}
			choices = append(choices, choice{text: text,
				do: func() error { return g.try(stage, try) }})
		}
		return append(choices, choice{text: "Back to the part", do: goBack})
	}
	return g.menu(fmt.Sprintf("Try this, part %d", stage.Number),
		"The lesson's list \"Try this\" has the same numbers. The guide starts the server, "+
			"has clients do what the item says, and stops both.", choices)
}

// try plays an item and says all that happens.
func (g *guide) try(stage course.Stage, try course.Try) error {
	s := &partRun{guide: g, stage: stage}
	defer s.end()
	if err := s.launch(session.Options{Flags: try.ServerFlags(), Words: try.Words}); err != nil {
		return err
	}
	s.say("What to notice: %s.", try.Watch)
	ctx, cancel := context.WithTimeout(g.ctx, tryTime)
	defer cancel()
	played := make(chan error, 1)
	guard.Go(func() {
		played <- s.session.Play(ctx, try)
		cancel()
	})
	s.follow(ctx, func() bool { return false })
	if err := <-played; err != nil {
		return fmt.Errorf("not seen this time: %w", err)
	}
	g.progress.Tried[stage.TryID(try.Item)] = true
	s.say("That was it.")
	return g.progress.Save()
}
