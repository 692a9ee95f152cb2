package course

import (
	"os"
	"path/filepath"
)

// languages are those that a starter can be in, in the order of preference.
var languages = []string{"go", "c", "python"}

// byEnding are languages by the ending of a file.
var byEnding = map[string]string{".go": "go", ".c": "c", ".py": "python",
	".js": "javascript", ".php": "php"}

// Languages returns the languages of an exercise's starters. One that is not in a
// folder named after its language counts as "".
func Languages(root string, e Exercise) []string {
	var found []string
	for _, language := range languages {
		if isFolder(root, e.Starter+"/"+language) {
			found = append(found, language)
		}
	}
	if found == nil {
		return []string{""}
	}
	return found
}

// OnlyLanguage returns the language of a starter that is not in a folder named after it.
// Answers to predict have none: "".
func OnlyLanguage(root string, e Exercise) string {
	files, _ := filepath.Glob(filepath.Join(root, filepath.FromSlash(e.Starter), "*.*"))
	for _, file := range files {
		if language := byEnding[filepath.Ext(file)]; language != "" {
			return language
		}
	}
	return ""
}

// StarterFolder returns the folder of a starter, from the root of the checkout.
func StarterFolder(root string, e Exercise, language string) string {
	if language == "" || !isFolder(root, e.Starter+"/"+language) {
		return e.Starter
	}
	return e.Starter + "/" + language
}

func isFolder(root, name string) bool {
	info, err := os.Stat(filepath.Join(root, filepath.FromSlash(name)))
	return err == nil && info.IsDir()
}
