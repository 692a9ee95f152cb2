package stagetest

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// keeper is a go command that links each of the stages' programs once for all
// guides with the same sources, because the tests of the guide would spend most
// of their time linking. It handles the command that the guide runs in a checkout,
// go build -buildvcs=false -o FILE PACKAGE, and passes on all others. If a checkout
// has our own sources, the go command may have the program in its cache, but only
// for our folder.
const keeper = `#!/bin/sh
case "$1 $2 $5" in
"build -buildvcs=false ./part"*) ;;
*) exec "%[2]s" "$@" ;; # learners' programs, too
esac
sum() {
	find part* go.* -name exercises -prune -o -type f ! -name '*_test.go' ! -name '*.md' -print |
		LC_ALL=C sort | xargs cat | cksum | tr ' ' -
}
sources=$(sum)
kept="%[1]s/$sources-$(basename "$4")"
if [ ! -e "$kept" ]; then
	if (cd "%[3]s" && [ "$sources" = "$(sum)" ]); then
		(cd "%[3]s" && exec "%[2]s" run "$2" -exec=cp "$5" "$kept.$$") || exit
	else
		"%[2]s" build "$2" -o "$kept.$$" "$5" || exit
	fi
	mv "$kept.$$" "$kept"
fi
cp "$kept" "$4.$$" && exec mv "$4.$$" "$4" # a copy onto a running program fails
`

// Go is the path of the real go command.
var Go string

// keepLinked makes the keeper the go command of this process and of its children.
// Windows looks for a go.exe and does not find it.
func keepLinked() (err error) {
	if Go, err = exec.LookPath("go"); err != nil {
		return err
	}
	folder := filepath.Join(bin, "keeper")
	if err := os.Mkdir(folder, 0o755); err != nil {
		return err
	}
	script := fmt.Appendf(nil, keeper, folder, Go, Root())
	if err := os.WriteFile(filepath.Join(folder, "go"), script, 0o755); err != nil {
		return err
	}
	return os.Setenv("PATH", folder+string(os.PathListSeparator)+os.Getenv("PATH"))
}
