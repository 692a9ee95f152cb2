package ui

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
	"testing"
)

// The most lines of a function, a file, and a file of tests in this package: what
// one can read without losing the thread.
const (
	mostOfFunction = 60
	mostOfFile     = 300
	mostOfTests    = 350
)

func TestNothingIsTooLong(t *testing.T) {
	names, err := filepath.Glob("*.go")
	if err != nil || len(names) == 0 {
		t.Fatalf("%d files, error %v", len(names), err)
	}
	files := token.NewFileSet()
	for _, name := range names {
		file, err := parser.ParseFile(files, name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		most := mostOfFile
		if strings.HasSuffix(name, "_test.go") {
			most = mostOfTests
		}
		if lines := files.File(file.Pos()).LineCount(); lines > most {
			t.Errorf("%s has %d lines, the most is %d: split it by subject", name, lines, most)
		}
		for _, declaration := range file.Decls {
			function, is := declaration.(*ast.FuncDecl)
			if !is {
				continue
			}
			begin, end := files.Position(function.Pos()), files.Position(function.End())
			if lines := end.Line - begin.Line + 1; lines > mostOfFunction {
				t.Errorf("%s: %s has %d lines, the most is %d", begin, function.Name, lines, mostOfFunction)
			}
		}
	}
}
