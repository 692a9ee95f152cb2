package command

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/progress"
	"wallsockets/tui/internal/workspace"
)

// exerciseRow is what exercises prints about one, and a line of its JSON.
type exerciseRow struct {
	ID        string   `json:"id"`
	Title     string   `json:"title"`
	Objective string   `json:"objective"`
	Kind      string   `json:"kind"`
	Minutes   int      `json:"minutes"`
	Languages []string `json:"languages"` // of its starters
	Folder    string   `json:"folder"`    // of the exercise
	State     string   `json:"state"`     // passed, started or ""
	Finding   string   `json:"finding,omitempty"`
	Checks    int      `json:"checks"`
	Hints     int      `json:"hints"` // steps that were read
}

// exercisesCommand lists the exercises.
func exercisesCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use: "exercises", Short: "Print the exercises, and which you have passed",
		Long: "Print the exercises: what each is about, how many minutes it takes, and whether\n" +
			"you have started or passed it.",
		Example: "  go run ./tui exercises\n" +
			"  go run ./tui exercises --json | jq -r 'select(.state == \"\").id'",
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			root, err := course.Root(".")
			if err != nil {
				return err
			}
			done := openProgress()
			rows, err := exerciseRows(root, done)
			if err != nil {
				return err
			}
			if asJSON {
				return writeJSON(cmd.OutOrStdout(), rows)
			}
			if err := writeExercises(cmd.OutOrStdout(), rows); err != nil {
				return err
			}
			return writeProgress(cmd.OutOrStdout(), root, done)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON, one object a line")
	return cmd
}

// exerciseRows returns the exercises with what the learner has done.
func exerciseRows(root string, done *progress.Progress) ([]exerciseRow, error) {
	exercises, err := course.Exercises(root)
	if err != nil {
		return nil, err
	}
	desk := workspace.New(root, done)
	var rows []exerciseRow
	for _, e := range exercises {
		mine := done.Exercises[e.ID()]
		row := exerciseRow{ID: e.ID(), Title: e.Title, Objective: e.Objective, Kind: e.Kind,
			Minutes: e.Minutes, Folder: e.Folder, Finding: mine.Finding, Checks: mine.Checks,
			Hints: mine.Hints, Languages: []string{}}
		for _, language := range course.Languages(root, e) {
			if language != "" {
				row.Languages = append(row.Languages, language)
			}
		}
		row.State = desk.State(e)
		rows = append(rows, row)
	}
	return rows, nil
}

// writeExercises prints the exercises for people, with a heading for each part.
func writeExercises(w io.Writer, rows []exerciseRow) error {
	var text strings.Builder
	part := ""
	for _, row := range rows {
		if number, _, _ := strings.Cut(row.ID, "."); number != part {
			part = number
			stage, err := course.Find(part)
			if err != nil {
				return err
			}
			fmt.Fprintf(&text, "Part %s, %s: %s\n", part, stage.Title, stage.Idea)
		}
		fmt.Fprintf(&text, "  %-4s %-9s  %-7s %3d min  %s\n", row.ID, workspace.Sign(row.State), row.Kind,
			row.Minutes, row.Title)
	}
	_, err := io.WriteString(w, text.String()+"\n")
	return err
}

// progressCommand prints how far the learner is.
func progressCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use: "progress", Short: "Print how many exercises you have passed, and what is next",
		Long: "Print how many exercises you have passed and what is next. The progress is one\n" +
			"file, which you may copy to another machine, as you may the folder exercises.",
		Example: "  go run ./tui progress",
		Args:    noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			root, err := course.Root(".")
			if err != nil {
				return err
			}
			done, err := progress.Open()
			if err != nil {
				return err
			}
			if asJSON {
				return writeProgressJSON(cmd.OutOrStdout(), root, done)
			}
			if err := writeProgress(cmd.OutOrStdout(), root, done); err != nil {
				return err
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "Kept in %s; your programs are in %s.\n"+
				"Copy both to go on at another machine.\n", done.Path(), workspace.Parent(root))
			return err
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print a JSON object")
	return cmd
}

// standing is how far a learner is, and the JSON of progress.
type standing struct {
	Passed  int    `json:"passed"`
	Of      int    `json:"of"`
	Percent int    `json:"percent"`
	Next    string `json:"next"` // an exercise; "": none is left
	State   string `json:"state"`
	Title   string `json:"title"`
	File    string `json:"file"`
}

// standingOf counts. Next is what was begun, or else the first that is open.
func standingOf(root string, done *progress.Progress) (standing, error) {
	rows, err := exerciseRows(root, done)
	s := standing{Of: len(rows), File: done.Path()}
	var states []string
	for _, row := range rows {
		states = append(states, row.State)
		if row.State == workspace.Passed {
			s.Passed++
		}
	}
	if i := workspace.Next(states); i >= 0 {
		s.Next, s.State, s.Title = rows[i].ID, rows[i].State, rows[i].Title
	}
	s.Percent = 100 * s.Passed / max(s.Of, 1)
	return s, err
}

func writeProgressJSON(w io.Writer, root string, done *progress.Progress) error {
	s, err := standingOf(root, done)
	if err != nil {
		return err
	}
	return writeJSON(w, []standing{s})
}

// writeProgress prints it in two lines for people.
func writeProgress(w io.Writer, root string, done *progress.Progress) error {
	s, err := standingOf(root, done)
	if err != nil {
		return err
	}
	next := "That was the last exercise: the whole course is yours."
	switch {
	case s.Of == 0:
		next = "This checkout has no exercises."
	case s.State == "started":
		next = fmt.Sprintf("Go on with: go run ./tui check %s   (%s)", s.Next, s.Title)
	case s.Next != "":
		next = fmt.Sprintf("Next: go run ./tui start %s   (%s)", s.Next, s.Title)
	}
	_, err = fmt.Fprintf(w, "You have passed %d of %d exercises (%d %%).\n%s\n", s.Passed, s.Of, s.Percent, next)
	return err
}
