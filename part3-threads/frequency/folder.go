package frequency

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// textFiles returns the names of all files that names stand for. A folder has
// its files in the order of their names.
func textFiles(names []string) ([]string, error) {
	var files []string
	for _, name := range names {
		info, err := os.Stat(name)
		switch {
		case err != nil:
			return nil, fmt.Errorf("count words: %w", err)
		case !info.IsDir():
			files = append(files, name)
			continue
		}
		folder := folder{seen: make(map[string]bool)}
		if err := folder.add(name); err != nil {
			return nil, fmt.Errorf("count words: %w", err)
		}
		if len(folder.files) == 0 {
			return nil, fmt.Errorf("count words: %s has no file whose name "+
				"ends in .txt, nor has a folder in it; name other files "+
				"themselves", name)
		}
		files = append(files, folder.files...)
	}
	return files, nil
}

// folder collects the texts of a folder. It follows symbolic links, and takes
// each file and each folder once, however many links lead to it.
type folder struct {
	files []string
	seen  map[string]bool // by the name without links
}

// add adds the texts in the folder name and below it.
func (f *folder) add(name string) error {
	if again, err := f.again(name); again || err != nil {
		return err
	}
	entries, err := os.ReadDir(name)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		if err := f.addEntry(filepath.Join(name, entry.Name())); err != nil {
			return err
		}
	}
	return nil
}

func (f *folder) addEntry(name string) error {
	isText := strings.EqualFold(filepath.Ext(name), ".txt")
	info, err := os.Stat(name)
	switch {
	case err != nil && !isText:
		return nil // a broken link to something else
	case err != nil:
		return err
	case info.IsDir():
		return f.add(name)
	case !isText || !info.Mode().IsRegular():
		return nil
	}
	if again, err := f.again(name); again || err != nil {
		return err
	}
	f.files = append(f.files, name)
	return nil
}

// again reports whether the file or folder was seen before.
func (f *folder) again(name string) (bool, error) {
	real, err := filepath.EvalSymlinks(name)
	again := f.seen[real]
	f.seen[real] = true
	return again, err
}
