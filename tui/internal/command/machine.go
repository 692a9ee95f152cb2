package command

import (
	"context"
	"errors"
	"fmt"
	"go/version"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"wallsockets/part5-unix/unixsocket"
	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/printable"
	"wallsockets/tui/internal/runner"
)

// examineMachine checks what the system must provide.
func examineMachine() []finding {
	root, rootErr := course.Root(".")
	language, languageErr := tryGo(root)
	port, portErr := tryPort("0")
	usual, usualErr := tryPort(course.DefaultPort)
	folder, socket, folderErr, socketErr := tryFolder(root)
	return []finding{
		judge(finding{Name: "checkout", For: "the code of the parts",
			Get: "change to the folder that you cloned: cd wallsockets"},
			missing, root, rootErr),
		judge(finding{Name: "go", For: "builds the parts",
			Get: "https://go.dev/dl"}, missing, language, languageErr),
		judge(finding{Name: "free port", For: "the servers listen on one",
			Get: "allow programs to listen on 127.0.0.1"}, missing, port, portErr),
		judge(finding{Name: "usual port", For: "servers started by hand",
			Get: "start them with another port, or with 0 for any"}, optional, usual, usualErr),
		judge(finding{Name: "run folder", For: "the guide's programs and sockets",
			Get: "set TMPDIR to a folder of yours with a short name"},
			missing, folder, folderErr),
		judge(finding{Name: "unix sockets", For: "parts 5 and 6",
			Get: "use Linux, macOS, or WSL on Windows"}, missing, socket, socketErr),
	}
}

// judge completes a finding: with what was found, or with the error and the state
// for it.
func judge(f finding, state, found string, err error) finding {
	f.State, f.Found = ok, found
	if err != nil {
		f.State, f.Found = state, err.Error()
	}
	f.Found = printable.Text([]byte(f.Found))
	return f
}

// tryGo returns the version of Go that builds the parts.
func tryGo(root string) (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, "go", "env", "GOVERSION")
	cmd.Dir = root
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("run go env: %w", err)
	}
	found := strings.TrimSpace(string(out))
	want := "go" + wantedGo(root)
	if version.IsValid(found) && version.Compare(found, want) < 0 {
		return "", fmt.Errorf("%s, want %s or newer", found, want)
	}
	return found, nil
}

// wantedGo returns the version that the checkout's go.mod requires, or "".
func wantedGo(root string) string {
	text, _ := os.ReadFile(filepath.Join(root, "go.mod")) // course.Root has read it
	for line := range strings.Lines(string(text)) {
		if wanted, found := strings.CutPrefix(line, "go "); found {
			return strings.TrimSpace(wanted)
		}
	}
	return ""
}

// tryPort listens on a port, and closes it again.
func tryPort(port string) (string, error) {
	ln, err := net.Listen("tcp", net.JoinHostPort(course.DefaultHost, port))
	if err != nil {
		return "", err
	}
	return ln.Addr().String(), ln.Close()
}

// tryFolder makes a run folder, as the guide does, and listens on a socket in it,
// as the servers do. It removes both.
func tryFolder(root string) (folder, socket string, folderErr, socketErr error) {
	r, err := runner.New(root)
	if err != nil {
		return "", "", err, errors.New("no run folder to make one in")
	}
	defer func() { _ = r.Close() }() // the next guide removes what is left
	ln, err := unixsocket.Listen(filepath.Join(r.Folder(), "doctor"),
		unixsocket.Options{Mode: 0o600})
	if err == nil {
		err = ln.Close()
	}
	return r.Folder(), fmt.Sprintf("paths of up to %d bytes", unixsocket.MaxPath),
		nil, err
}

// examineTool looks for a program to try the parts with.
func examineTool(tool finding) finding {
	path, err := exec.LookPath(tool.Name)
	if err != nil {
		err = errors.New("not installed")
	}
	return judge(tool, optional, path, err)
}
