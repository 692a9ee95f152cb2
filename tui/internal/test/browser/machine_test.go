//go:build linux

package browser

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"wallsockets/tui/internal/test/stagetest"
)

// A machine is a Debian machine for a test: namespaces with a network, processes
// and settings of their own. What the test installs and starts there is as on a
// real machine, down to port 80, and is gone with the test.
type machine struct {
	t     *testing.T
	enter []string // the arguments of nsenter
}

// boot makes private what the test changes: copies of folders with something in them,
// and empty ones. Then it holds the namespaces until its standard input ends, which a
// program in the background can only read as another descriptor. It is their
// process 1, so it waits for the daemons that end.
const boot = `
exec 3<&0
mount --make-rprivate /
mount -t proc proc /proc
ip link set lo up
mount -t tmpfs -o mode=755 tmpfs /mnt
for folder in /etc /var/lib/apache2 /var/lib/nginx "$deploy"; do
	[ -d "$folder" ] || continue
	mkdir -p "/mnt$folder"
	cp -a "$folder/." "/mnt$folder"
	mount --bind "/mnt$folder" "$folder"
done
for folder in /run /var/log /var/www /usr/local/bin; do
	mount -t tmpfs -o mode=755 tmpfs $folder
done
mkdir -p /run/php /run/lock /run/test /var/log/apache2 /var/log/nginx
printf '%s' "$systemctl" >/run/test/systemctl
chmod +x /run/test/systemctl
echo ready
cat <&3 >/dev/null &
wait $!
`

// systemctl stands in for the program of that name: it can restart services.
const systemctl = `#!/bin/sh -e
shift
for service; do
	case $service in
	apache2) pid=/run/apache2/apache2.pid start="apachectl start" ;;
	nginx) pid=/run/nginx.pid start=nginx ;;
	php*-fpm) pid=/run/php/$service.pid v=${service#php} start=php-fpm${v%-fpm} ;;
	*) echo "no service $service" >&2; exit 1 ;;
	esac
	start-stop-daemon --stop --quiet --oknodo --retry 10 --pidfile $pid
	$start
done
`

// deploy returns the folder of the configurations.
func deploy(t *testing.T) string { return filepath.Join(stagetest.Checkout(t), "part6-php", "deploy") }

// newMachine starts a machine, which ends with the test.
func newMachine(t *testing.T) *machine {
	t.Helper()
	first := exec.Command("sh", "-ec", boot)
	first.Env = []string{"PATH=/usr/sbin:/usr/bin:/sbin:/bin", "systemctl=" + systemctl, "deploy=" + deploy(t)}
	first.SysProcAttr = &unix.SysProcAttr{
		Cloneflags: unix.CLONE_NEWNS | unix.CLONE_NEWPID | unix.CLONE_NEWNET,
	}
	input, err := first.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	output, err := first.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	var errors stagetest.Lines
	first.Stderr = &errors
	if err := first.Start(); err != nil {
		stagetest.Missing(t, fmt.Sprintf("no namespaces: %v", err))
	}
	t.Cleanup(func() {
		input.Close()
		first.Wait() // then the kernel has killed the others
	})
	if line, err := bufio.NewReader(output).ReadString('\n'); line != "ready\n" {
		stagetest.Missing(t, fmt.Sprintf("a machine cannot be made: %v: %s", err, &errors))
	}
	return &machine{t, []string{fmt.Sprint("--target=", first.Process.Pid), "--mount", "--pid", "--net"}}
}

// command returns a command that runs a program in the machine.
func (m *machine) command(program string, arguments ...string) *exec.Cmd {
	arguments = append(append(m.enter[:len(m.enter):len(m.enter)], program), arguments...)
	command := exec.Command(stagetest.Need(m.t, "nsenter"), arguments...)
	command.Env = []string{
		"PATH=/run/test:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:" + filepath.Dir(stagetest.Go),
		// For the go command: its cache, and no look at a repository of another user.
		"HOME=" + os.Getenv("HOME"), "GOFLAGS=-buildvcs=false",
	}
	return command
}

// run runs a script in the folder of the configurations. It must succeed.
func (m *machine) run(script string) (output string) {
	m.t.Helper()
	out, err := m.command("sh", "-ec", "cd '"+deploy(m.t)+"'\n"+script).CombinedOutput()
	if err != nil {
		m.t.Fatalf("%s\n%v: %s", script, err, out)
	}
	return string(out)
}

// get requests a page of the machine's web server.
func (m *machine) get(target string) (status, kind, body string) {
	m.t.Helper()
	out := m.run("curl --silent --show-error --max-time 20 --write-out '\n%{http_code} %{content_type}' " +
		"'http://127.0.0.1" + target + "'")
	end := strings.LastIndexByte(out, '\n')
	status, kind, _ = strings.Cut(out[end+1:], " ")
	return status, kind, out[:end]
}
