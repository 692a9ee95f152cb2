//go:build linux

package promise

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"wallsockets/tui/internal/test/stagetest"
)

// asUser runs the client of part 5 as another user, who is in the given group and
// no other, and asks for a word.
func asUser(t *testing.T, group int, s *stagetest.Server, flags ...string) stagetest.Result {
	t.Helper()
	arguments := []string{fmt.Sprint("--reuid=", stranger), fmt.Sprint("--regid=", group),
		"--clear-groups", stagetest.Program(t, stagetest.Find(t, 5), "client")}
	arguments = append(arguments, flags...)
	return stagetest.Run(t, "whale\n", stagetest.Need(t, "setpriv"), append(arguments, s.Address)...)
}

// A socket of mode 0600 is closed to other users, one of mode 0660 is open to the
// members of its group only, and one of 0666 to all.
func TestPromiseOtherUsers(t *testing.T) {
	stagetest.NothingLeft(t)
	stagetest.NeedRoot(t)
	const friends = 12345
	for _, test := range []struct {
		flags  []string
		group  int
		served bool
	}{
		{nil, stranger, false},
		{[]string{"-mode=0660", fmt.Sprint("-group=", friends)}, stranger, false},
		{[]string{"-mode=0660", fmt.Sprint("-group=", friends)}, friends, true},
		{[]string{"-mode=0666"}, stranger, true},
	} {
		s := stagetest.Start(t, stagetest.Find(t, 6), test.flags...)
		got := asUser(t, test.group, s)
		switch {
		case test.served && (got.Code != 0 || !strings.HasPrefix(got.Output, "whale\t")):
			t.Errorf("%q: group %d got %+v, want an answer", test.flags, test.group, got)
		case !test.served && (got.Code != 1 || !strings.Contains(got.Errors, "permission denied")):
			t.Errorf("%q: group %d got %+v, want permission denied", test.flags, test.group, got)
		}
	}
	promise(t, !t.Failed(), "users whom the mode and group do not admit", "refused by the kernel",
		"4 of 4 cases")
}

// A user who holds all the places of one user does not keep others out.
func TestPromiseShareOfEachUser(t *testing.T) {
	stagetest.NothingLeft(t)
	stagetest.NeedRoot(t)
	for _, number := range []int{5, 6} {
		s := stagetest.Start(t, stagetest.Find(t, number), "-mode=0666", "-max-clients=10")
		crowd := connect(t, s, 5) // half of them are for one user
		askAll(t, crowd)
		if got := s.Call("whale\n"); !strings.HasPrefix(got, "# busy: 5 clients of your user") {
			t.Errorf("the sixth client of a user got %q, want busy", got)
		}
		if got := asUser(t, stranger, s); got.Code != 0 || !strings.HasPrefix(got.Output, "whale\t") {
			t.Errorf("another user got %+v, want an answer", got)
		}
		closeAll(crowd)
	}
	promise(t, !t.Failed(), "another user, while one holds all of its places", "is served",
		"served by parts 5 and 6")
}

// A client that requires a server of one user sends nothing to another's.
func TestPromiseImpostor(t *testing.T) {
	stagetest.NothingLeft(t)
	stagetest.NeedRoot(t)
	stage := stagetest.Find(t, 5)
	command := stagetest.Command(t, stage, "-mode=0666")
	folder := filepath.Dir(command.Args[len(command.Args)-1])
	if err := os.Chown(folder, stranger, stranger); err != nil {
		t.Fatal(err)
	}
	asStranger(command)
	s := stagetest.StartCommand(t, stage, command)
	client := stagetest.Program(t, stage, "client")
	got := stagetest.Run(t, "whale\n", client, "-require-uid=0", s.Address)
	if got.Code != 1 || got.Output != "" || !strings.Contains(got.Errors, "impostor") {
		t.Errorf("a client that wants user 0: %+v", got)
	}
	if strings.Contains(s.Errors.String(), "whale") {
		t.Errorf("the impostor got %q", s.Errors)
	}
	got = stagetest.Run(t, "whale\n", client, fmt.Sprint("-require-uid=", stranger), s.Address)
	if got.Code != 0 || !strings.HasPrefix(got.Output, "whale\t") {
		t.Errorf("a client that wants the server's user: %+v", got)
	}
	promise(t, !t.Failed(), "words sent to an impostor", "0 with -require-uid", "0")
}

// strangerVariable makes the test binary a stranger. It tries to connect to the
// path in the variable until its standard input ends, and prints how often it
// succeeded.
const strangerVariable = "PROMISE_STRANGER"

func beStranger(path string) {
	ended := make(chan struct{})
	go func() {
		io.Copy(io.Discard, os.Stdin)
		close(ended)
	}()
	fmt.Println("ready")
	connected := 0
	for open(ended) {
		if conn, err := net.Dial("unix", path); err == nil {
			conn.Close()
			connected++
		}
	}
	fmt.Println(connected)
}

// startStranger starts a stranger. Closing its input makes it print its count.
func startStranger(t *testing.T, path string) (input io.Closer, output *bufio.Reader) {
	t.Helper()
	command := exec.Command("/proc/self/exe") // its folder is closed to the stranger
	command.Dir = "/"
	command.Env = append(os.Environ(), strangerVariable+"="+path)
	asStranger(command)
	input, err := command.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	pipe, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		input.Close()
		command.Wait()
	})
	output = bufio.NewReader(pipe)
	if line, err := output.ReadString('\n'); line != "ready\n" {
		t.Fatalf("the stranger printed %q, %v", line, err)
	}
	return input, output
}

// However wide the umask, a socket file for its owner never lets a stranger in.
func TestPromiseNoDoorAtTheStart(t *testing.T) {
	stagetest.NothingLeft(t)
	stagetest.NeedRoot(t)
	stage := stagetest.Find(t, 5)
	list, path := words(t, whales), stagetest.SocketPath(t)
	input, output := startStranger(t, path)
	n := few(strangerStarts)
	for range n {
		s := stagetest.StartCommand(t, stage, exec.Command("sh", "-c", `umask 0; exec "$@"`, "sh",
			stagetest.Program(t, stage, "server"), list, path))
		s.Stop()
	}
	input.Close()
	var let int
	if _, err := fmt.Fscan(output, &let); err != nil {
		t.Fatal(err)
	}
	promise(t, let == 0, "strangers let in at the start, umask 0", "0", "%d in %d starts", let, n)
}

// With a private /tmp, as systemd's PrivateTmp gives a web server, a client does
// not see a socket in ours and reports that there is none.
func TestPromisePrivateTmp(t *testing.T) {
	stagetest.NothingLeft(t)
	stagetest.NeedRoot(t)
	unshare := stagetest.Need(t, "unshare")
	s := stagetest.Start(t, stagetest.Find(t, 6), "-mode=0666")
	if !strings.HasPrefix(s.Address, "/tmp/") {
		t.Skip("the temporary folder is not /tmp")
	}
	if out, err := exec.Command(unshare, "-m", "mount", "-t", "tmpfs", "tmpfs", "/tmp").CombinedOutput(); err != nil {
		t.Skipf("this root user may not mount: %s", out)
	}
	ask, err := filepath.Abs(filepath.Join(stagetest.Root(), "part6-php", "web", "WordClient.php"))
	if err != nil {
		t.Fatal(err)
	}
	if strings.HasPrefix(ask, "/tmp/") {
		t.Skip("the checkout is in /tmp, too")
	}
	php := []string{stagetest.Need(t, "php"), "-r",
		`require $argv[1]; try { echo (new WordClient($argv[2]))->ask("whale"); } catch (Unavailable $e) { echo $e->getMessage(); }`,
		"--", ask, s.Address}
	if got := stagetest.Run(t, "", php[0], php[1:]...); !strings.HasPrefix(got.Output, "whale\t") {
		t.Errorf("with the same /tmp: %+v", got)
	}
	private := func(program ...string) stagetest.Result {
		return stagetest.Run(t, "whale\n", unshare, append([]string{"-m", "sh", "-c",
			`mount -t tmpfs tmpfs /tmp && exec "$@"`, "sh"}, program...)...)
	}
	if got := private(php...); !strings.Contains(got.Output, "there is no folder "+filepath.Dir(s.Address)) {
		t.Errorf("PHP with a private /tmp: %+v", got)
	}
	nc := private(stagetest.Need(t, "nc"), "-U", s.Address)
	if nc.Code == 0 || !strings.Contains(nc.Errors, "No such file or directory") {
		t.Errorf("nc with a private /tmp: %+v", nc)
	}
	promise(t, !t.Failed(), "a socket in /tmp seen from a private /tmp", "not there, and reported",
		"by PHP and by nc")
}
