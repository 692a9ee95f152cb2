package ui

import (
	"slices"
	"testing"
)

// Editors are told the line in their own way, and may be quoted and have arguments.
func TestEditorAtLine(t *testing.T) {
	t.Setenv("VISUAL", "")
	for editor, want := range map[string][]string{
		"vi": {"+7", "f.go"}, "nano -w": {"+7", "f.go"}, "/usr/bin/nvim": {"+7", "f.go"},
		"emacsclient -t": {"+7", "f.go"}, "hx": {"f.go:7"}, "micro": {"+7", "f.go"},
		"subl --wait": {"f.go:7"}, "zed": {"f.go:7"}, "code --wait": {"-g", "f.go:7"},
		`"/opt/my editor/Code.exe" -w`: {"-g", "f.go:7"}, `'/opt/it is/vim'`: {"+7", "f.go"},
		"goland --wait": {"--line", "7", "f.go"}, "unknown": {"f.go"},
	} {
		t.Setenv("EDITOR", editor)
		if got := atLine(editorName(), "f.go", 7); !slices.Equal(got, want) {
			t.Errorf("EDITOR=%s: %q, want %q", editor, got, want)
		}
	}
	t.Setenv("EDITOR", `"/opt/my editor/vim" -c 'set number'`)
	words, err := editorWords()
	if want := []string{"/opt/my editor/vim", "-c", "set number"}; err != nil || !slices.Equal(words, want) {
		t.Errorf("the words are %q, %v, want %q", words, err, want)
	}
	t.Setenv("VISUAL", "hx")
	if name := editorName(); name != "hx" {
		t.Errorf("the editor is %s, want VISUAL's", name)
	}
	for editor, want := range map[string]string{
		"":     "set EDITOR to your editor; the place is f.go:7",
		"'vim": "read EDITOR: Unterminated single-quoted string; set it to your editor, for example vim",
	} {
		t.Setenv("VISUAL", "")
		t.Setenv("EDITOR", editor)
		if got := editAt(nil, "f.go", 7)(); got != noticeMsg(want) {
			t.Errorf("EDITOR=%s: %q, want %q", editor, got, want)
		}
	}
}
