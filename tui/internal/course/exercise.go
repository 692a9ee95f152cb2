package course

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// PackVariable is the environment variable that names a folder with more exercises,
// such as a teacher's, as partN-…/exercises/NN-name. It may be a list of folders.
const PackVariable = "WALLSOCKETS_PACK"

// Exercise is a folder partN-…/exercises/NN-name with a README.md, a check.txt,
// hints.md, a solution and programs that must fail.
type Exercise struct {
	Stage     Stage
	Number    int    // in its part, from 1
	Name      string // "three-pieces"
	Folder    string // from the root of the checkout, with slashes; a pack's may begin with ..
	Title     string
	Kind      string // one of Kinds
	Objective string // what one can do afterwards
	Minutes   int    // how long it takes, roughly
	Starter   string // the folder to start from, from the root of the checkout
	Task      string // the README without its title and its fields
}

// Kinds are what one does in an exercise: write a program, predict what a program
// of the series does, mend a broken program, or defend one against attacks.
var Kinds = []string{"write", "predict", "mend", "defend"}

// ID returns the short name: "3.2".
func (e Exercise) ID() string {
	return fmt.Sprintf("%d.%d", e.Stage.Number, e.Number)
}

// Slug returns the name of the learner's folder: "3.2-many-clients".
func (e Exercise) Slug() string {
	return e.ID() + "-" + e.Name
}

// exerciseFolder is the name of an exercise's folder.
var exerciseFolder = regexp.MustCompile(`^([0-9]{2})-([a-z0-9-]+)$`)

// Exercises returns the exercises of the checkout at root and of the packs, in order.
// The error names the file and what is wrong with it.
func Exercises(root string) ([]Exercise, error) {
	parents, err := packs(root)
	if err != nil {
		return nil, err
	}
	var all []Exercise
	for _, parent := range append([]string{"."}, parents...) {
		before := len(all)
		for _, stage := range Stages {
			some, err := exercisesIn(root, stage, path.Join(parent, stage.ID, "exercises"))
			if err != nil {
				return nil, err
			}
			all = append(all, some...)
		}
		if parent != "." && len(all) == before {
			return nil, fmt.Errorf("read the exercises that %s names: %s has none; want folders "+
				"such as %s/exercises/01-name in it", PackVariable, parent, Stages[0].ID)
		}
	}
	slices.SortStableFunc(all, func(a, b Exercise) int {
		return cmp.Or(cmp.Compare(a.Stage.Number, b.Stage.Number), cmp.Compare(a.Number, b.Number))
	})
	for i := 1; i < len(all); i++ {
		if all[i].ID() == all[i-1].ID() {
			return nil, fmt.Errorf("exercise %s is there twice: %s and %s; give one another number",
				all[i].ID(), all[i-1].Folder, all[i].Folder)
		}
	}
	return all, nil
}

// packs returns the folders that PackVariable names, from the root, with slashes.
func packs(root string) ([]string, error) {
	var found []string
	for _, folder := range filepath.SplitList(os.Getenv(PackVariable)) {
		info, err := os.Stat(folder)
		if err == nil && !info.IsDir() {
			err = errors.New("it is not a folder")
		}
		if err == nil {
			folder, err = filepath.Abs(folder)
		}
		if err == nil {
			root, err = filepath.Abs(root)
		}
		if err == nil {
			folder, err = filepath.Rel(root, folder)
		}
		if err != nil {
			return nil, fmt.Errorf("read the exercises that %s names: %w", PackVariable, err)
		}
		found = append(found, filepath.ToSlash(folder))
	}
	return found, nil
}

// exercisesIn returns the exercises in a folder, none if there is no such folder.
func exercisesIn(root string, stage Stage, folder string) ([]Exercise, error) {
	entries, err := os.ReadDir(filepath.Join(root, filepath.FromSlash(folder)))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("list the exercises: %w", err)
	}
	var all []Exercise
	for _, entry := range entries {
		if !entry.IsDir() {
			continue
		}
		e, err := readExercise(root, stage, folder+"/"+entry.Name())
		if err != nil {
			return nil, err
		}
		all = append(all, e)
	}
	return all, nil
}

// FindExercise returns the exercise with that name: "3.2" or a folder's name. The
// learner's folder and the exercise's own, as any path, count as such.
func FindExercise(root, name string) (Exercise, error) {
	all, err := Exercises(root)
	if err != nil {
		return Exercise{}, err
	}
	clean := filepath.ToSlash(filepath.Clean(name))
	named, _ := os.Stat(name) // nil: it is no path
	for _, e := range all {
		if clean == e.ID() || clean == e.Slug() || clean == e.Folder ||
			clean == "exercises/"+e.Slug() {
			return e, nil
		}
		own, err := os.Stat(filepath.Join(root, filepath.FromSlash(e.Folder)))
		if err == nil && named != nil && os.SameFile(own, named) {
			return e, nil
		}
	}
	return Exercise{}, fmt.Errorf("there is no exercise %q: want a number such as 3.2", name)
}

// readExercise reads the README of an exercise.
func readExercise(root string, stage Stage, folder string) (Exercise, error) {
	e := Exercise{Stage: stage, Folder: folder}
	parts := exerciseFolder.FindStringSubmatch(path.Base(folder))
	if parts == nil {
		return e, fmt.Errorf("%s: want a folder's name such as 02-many-clients", e.Folder)
	}
	e.Number, _ = strconv.Atoi(parts[1]) // two digits
	e.Name = parts[2]
	file := e.Folder + "/README.md"
	text, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(file)))
	if err != nil {
		return e, fmt.Errorf("read an exercise: %w", err)
	}
	if err := e.parse(string(text)); err != nil {
		return e, fmt.Errorf("%s: %w", file, err)
	}
	return e, nil
}

// parse reads a README: a title, and a line for each field.
//
//	# Three pieces
//
//	- Objective: read until the end of the stream
//	- Minutes: 15
//	- Kind: write
//	- Starter: part1-basic/client
//
//	The task…
//
// Without a Starter it is the exercise's own folder starter.
func (e *Exercise) parse(text string) error {
	title, rest, _ := strings.Cut(text, "\n")
	var ok bool
	if e.Title, ok = strings.CutPrefix(title, "# "); !ok {
		return errors.New("want a title such as # Three pieces in the first line")
	}
	head, task, _ := strings.Cut(strings.TrimLeft(rest, "\n"), "\n\n")
	e.Task = strings.TrimSpace(task)
	e.Starter = e.Folder + "/starter"
	for line := range strings.Lines(head) {
		key, value, _ := strings.Cut(strings.TrimRight(line, "\n"), ": ")
		key = strings.TrimPrefix(key, "- ")
		switch key {
		case "Objective":
			e.Objective = value
		case "Minutes":
			e.Minutes, _ = strconv.Atoi(value)
		case "Kind":
			e.Kind = value
		case "Starter":
			e.Starter = value
		default:
			return fmt.Errorf("want Objective, Minutes, Kind or Starter, got %q", line)
		}
	}
	switch {
	case e.Objective == "":
		return errors.New("want a line such as - Objective: read until the end")
	case e.Minutes < 1 || e.Minutes > 120:
		return errors.New("want a line such as - Minutes: 15")
	case !slices.Contains(Kinds, e.Kind):
		return fmt.Errorf("want a line with - Kind: and one of %s", strings.Join(Kinds, ", "))
	case e.Task == "":
		return errors.New("want a task below the fields")
	}
	return nil
}
