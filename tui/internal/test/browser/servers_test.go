//go:build linux

package browser

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"wallsockets/tui/internal/test/stagetest"
)

// setups are the web servers, by the headings of deploy/README.md, with files of the
// packages that they need.
var setups = []struct {
	heading string
	needs   []string
}{
	{"Apache with mod_php", []string{"/usr/sbin/a2ensite", "/usr/lib/apache2/modules/libphp*.so"}},
	{"Apache with PHP-FPM", []string{"/usr/sbin/a2ensite", "/usr/sbin/php-fpm*"}},
	{"nginx with PHP-FPM", []string{"/etc/nginx/sites-available", "/usr/sbin/php-fpm*"}},
}

// Each set-up is installed as deploy/README.md says, on a machine of its own. Its page
// works in a browser, and only what belongs to the page can be reached. The web server
// may open the socket only if it is in the socket's group.
func TestServers(t *testing.T) {
	stagetest.SkipUnderRace(t, "the programs that run are not ours, but for the word server")
	stagetest.NeedRoot(t)
	stagetest.NothingLeft(t)
	for _, program := range []string{"php", "curl", "nsenter", "setpriv", "ip"} {
		stagetest.Need(t, program)
	}
	program, axe := build(t), axe(t)
	for i, setup := range setups {
		t.Run(setup.heading, func(t *testing.T) {
			t.Parallel()
			for _, file := range setup.needs {
				if found, _ := filepath.Glob(file); len(found) == 0 {
					stagetest.Missing(t, "Debian's "+file+" is not installed")
				}
			}
			m := newMachine(t)
			m.run(commands(t, "The word server"))
			user, start, _ := strings.Cut(commands(t, "Without systemd"), "\n\n")
			m.run(user)
			m.serve(start)
			m.run(commands(t, "The page"))
			install := commands(t, setup.heading)
			if warnings := m.run(install); strings.Contains(warnings, "AH00") {
				t.Errorf("Apache warns: %s", warnings)
			}

			m.wantShown("Does it work?")
			m.waitForText(wordLog, "(www-data), process ")
			m.wantFiles()
			m.wantLongText()
			m.run("! grep -q lo /proc/net/if_inet6 || curl --fail --silent --show-error --max-time 20 'http://[::1]/'")
			folder := screenshots(t)
			m.visit(program, axe, folder)
			if *update && i == 0 { // the page looks the same under each
				updatePicture(t, folder)
			}

			if setup.heading == "nginx with PHP-FPM" {
				m.wantApologies()
			}
			const denied = "permission denied on /run/wordfreq/socket"
			m.run("chmod 700 /run/wordfreq")
			m.wantPage("/?words=whale", "503", denied)
			m.waitForText("/var/log/*/error.log", "no answer for a visitor: "+denied)
			m.run("chmod 755 /run/wordfreq")
			m.run(commands(t, "The socket"))
			m.stop()
			m.wantPage("/?words=whale", "503", "there is no /run/wordfreq/socket")
			m.serve(strings.Replace(start, "group=www-data", "group=wordusers", 1))
			m.wantPage("/?words=whale", "503", denied)
			m.run(install) // its last command is the restart
			m.wantPage("/?words=whale", "200", ">whale<")
		})
	}
}

// commands returns the commands of a section of deploy/README.md.
func commands(t *testing.T, heading string) string {
	t.Helper()
	return blocks(t, heading, "sh")
}

// blocks returns the blocks of a language in a section of deploy/README.md, with an
// empty line between two of them.
func blocks(t *testing.T, heading, language string) string {
	t.Helper()
	page, err := os.ReadFile(filepath.Join(deploy(t), "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(page), "# "+heading+"\n")
	section, _, _ = strings.Cut(section, "\n##")
	var found []string
	for _, block := range strings.Split(section, "```"+language+"\n")[1:] {
		block, _, _ = strings.Cut(block, "```\n")
		found = append(found, block)
	}
	if found == nil {
		t.Fatalf("deploy/README.md has no block of %s under %q", language, heading)
	}
	return strings.Join(found, "\n")
}

// serve runs the commands that start the word server, and waits until it is ready.
func (m *machine) serve(start string) {
	m.t.Helper()
	m.run("rm -f " + wordLog + "\n" + start)
	m.waitForText(wordLog, "listening on /run/wordfreq/socket\n")
}

// stop stops the word server, and waits until it has ended.
func (m *machine) stop() {
	m.t.Helper()
	m.signal("TERM")
	if !stagetest.Poll(func() bool { return m.run("ls /run/wordfreq") == "" }) {
		m.t.Fatal("the word server does not end")
	}
}

// signal sends the word server a signal.
func (m *machine) signal(name string) {
	m.t.Helper()
	m.run("kill -" + name + " $(cat /run/wordfreq/socket.lock)")
}

// wordLog is the word server's log.
const wordLog = "/var/log/wordfreq.log"

// waitForText waits until a file, such as a log, has a text.
func (m *machine) waitForText(path, text string) {
	m.t.Helper()
	var log string
	if !stagetest.Poll(func() bool {
		log = m.run("cat " + path)
		return strings.Contains(log, text)
	}) {
		m.t.Fatalf("%s has %s, want %q", path, log, text)
	}
}

// tooLate is the page's apology if the word server hangs.
const tooLate = "the server did not finish its answer within 1.5 seconds"

// patience is twice the time in which a visitor gets a page, whatever is wrong with the
// word server: the tests of other packages run beside this one.
const patience = 2 * 2 * time.Second

// wantPage requests a page, which must have a text.
func (m *machine) wantPage(target, status, text string) {
	m.t.Helper()
	began := time.Now()
	got, _, body := m.get(target)
	if took := time.Since(began); took > patience {
		m.t.Errorf("%s took %v", target, took)
	}
	if got != status || !strings.Contains(body, text) {
		m.t.Fatalf("%s: %s and %s, want %s and %q", target, got, body, status, text)
	}
}

// wantApologies lets the word server hang while 20 visitors come at the same time. None
// may have to wait for the others' pages.
func (m *machine) wantApologies() {
	m.t.Helper()
	const visitors = 20
	m.signal("STOP")
	m.waitForText("/proc/$(cat /run/wordfreq/socket.lock)/status", "State:\tT (stopped)")
	began := time.Now()
	pages := m.run(fmt.Sprintf("curl --silent --show-error --max-time 20 --parallel --parallel-immediate "+
		"--parallel-max %d --write-out '%%{http_code}' 'http://127.0.0.1/?words=whale&format=json&visitor=[1-%[1]d]'", visitors))
	took := time.Since(began)
	m.signal("CONT")
	if n := strings.Count(pages, tooLate); n != visitors || !strings.Contains(pages, "504") || took > patience {
		m.t.Errorf("%d of %d visitors got an apology, after %v: %s", n, visitors, took, pages)
	}
	m.t.Logf("the word server hangs: %d visitors got an apology after %v", visitors, took)
}

// figure is the one that differs each time in an answer.
var figure = regexp.MustCompile(`"milliseconds":[0-9.]+`)

// wantShown runs the command of a section, which must print the JSON there.
func (m *machine) wantShown(heading string) {
	m.t.Helper()
	got, want := m.run(commands(m.t, heading)), blocks(m.t, heading, "json")
	if figure.ReplaceAllString(got, "") != figure.ReplaceAllString(want, "") {
		m.t.Errorf("the page answers %s, deploy/README.md shows %s", got, want)
	}
}

// wantLongText sends the form with a text that no address can have, also without its
// length in advance, and with one that is too long.
func (m *machine) wantLongText() {
	m.t.Helper()
	const tooLong = "the text is longer than 64 KiB"
	for _, text := range []struct {
		bytes        int
		header, want string
	}{
		{60_000, "", ">10,000<"}, {60_000, "Transfer-Encoding: chunked", ">10,000<"}, {2_000_000, "", tooLong},
	} {
		var answer string
		// A page is right to apologize if other tests hold up the word server.
		if !stagetest.Poll(func() bool {
			body := m.run(fmt.Sprintf("yes whale | head -c %d | curl --silent --show-error --max-time 20 "+
				"-H '%s' --data-urlencode words@- http://127.0.0.1/", text.bytes, text.header))
			_, answer, _ = strings.Cut(body, "<section")
			return !strings.Contains(answer, tooLate)
		}) || !strings.Contains(answer, text.want) {
			m.t.Errorf("%d bytes in a form, %q: %.500s, want %q", text.bytes, text.header, answer, text.want)
		}
	}
}

// wantFiles requests what a browser may have, and what nobody may.
func (m *machine) wantFiles() {
	m.t.Helper()
	public := map[string]string{"/": "text/html", "/index.php": "text/html",
		"/style.css": "text/css", "/page.js": "javascript"}
	for target, kind := range public {
		if status, got, _ := m.get(target); status != "200" || !strings.Contains(got, kind) {
			m.t.Errorf("%s: %s %s, want 200 and %s", target, status, got, kind)
		}
	}
	files, err := filepath.Glob(filepath.Join(stagetest.Root(), "part6-php", "web", "*.php"))
	if err != nil || len(files) < 2 {
		m.t.Fatalf("the page has %q, %v", files, err)
	}
	private := []string{"/index.php/x", "/server-status", "/icons/", "/nothing"}
	for _, file := range files {
		private = append(private, "/"+filepath.Base(file))
	}
	for _, target := range private {
		if public[target] != "" {
			continue
		}
		if status, _, body := m.get(target); status != "403" && status != "404" {
			m.t.Errorf("%s: %s and %s, want no access", target, status, body)
		}
	}
}
