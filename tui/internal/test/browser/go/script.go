package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"slices"
	"strings"

	"github.com/chromedp/chromedp"
)

// payloads would run a script, draw something or break out of an attribute if
// page.js took them for markup.
var payloads = []string{
	`<script>document.title = 'ran'</script>`, `<img src=x onerror="document.title='ran'">`,
	`<svg onload=alert(1)>`, `</textarea><b>bold</b>`, `</th><td>cell`, `<!--`, `-->`,
	`<iframe srcdoc="<b>x</b>"></iframe>`, `<style>*{display:none}</style>`,
	`<a href="javascript:alert(1)">x</a>`, `" onfocus="alert(1)" autofocus="`,
	`' onfocus='alert(1)`, `&lt;b&gt;x&lt;/b&gt;`, `&#60;b&#62;`, `&quot;`, `&`,
}

// observe counts the requests of page.js, and the answers that it awaits. Shown
// returns what the page shows.
const observe = `
window.asked = window.awaited = 0;
for (const [owner, name] of [[window, "fetch"], [Response.prototype, "json"]]) {
	const real = owner[name];
	owner[name] = async function (...args) {
		asked += name === "fetch";
		awaited++;
		try {
			return await real.apply(this, args);
		} finally {
			awaited--;
		}
	};
}
window.shown = () => ({
	Problem: document.querySelector("#problem").textContent.trim(),
	Words: document.querySelector("#answer").checkVisibility()
		? [...document.querySelectorAll("tbody .word")].map(word => word.textContent) : [],
	Elements: document.querySelectorAll(
		"#problem :not(p), #problem p:empty, tbody .word *").length,
	Asked: asked,
})`

// shown is what the page shows.
type shown struct {
	Problem  string
	Words    []string
	Elements int // that do not belong to the problem and the words
	Asked    int // requests so far
}

// A visitor uses the page, whose word server answers as the test likes. After an
// error the methods do nothing.
type visitor struct {
	ctx       context.Context
	err       error
	asked     int           // how many requests page.js must have sent
	questions chan question // that the word server got
}

// A question is a line that the word server got and has not answered.
type question struct {
	line string
	conn net.Conn
}

// script has page.js ask a word server on the path socket.
func script(ctx context.Context, url, socket string) error {
	err := chromedp.Do(ctx, chromedp.Navigate(url), chromedp.Evaluate[chromedp.Void](observe))
	if err != nil {
		return err
	}
	v := &visitor{ctx: ctx, questions: make(chan question)}
	server := v.serve(socket)

	// Words and refusals stay text.
	v.enter("words")
	v.question("words").answer(payloads...)
	v.wantWords(payloads...)
	v.enter("refuse")
	all := strings.Join(payloads, " ")
	v.question("refuse").send("# %s\n", all)
	v.wantProblem("Sorry: the server refused: " + all)

	// The server is down, then back.
	if v.err == nil {
		server.Close()
	}
	v.enter("whale")
	v.wantProblem("Sorry: the server is not running")
	v.serve(socket)
	v.enter("whale sea")
	v.question("whale sea").answer("whale", "sea")
	v.wantWords("whale", "sea")

	// While one answer is awaited, another text is asked for. The first request is
	// no problem, and its answer, which comes last, is not shown.
	v.enter("first")
	first := v.question("first")
	v.enter("second")
	second := v.question("second")
	v.want("no problem", func(now shown) bool { return now.Problem == "" })
	second.answer("second")
	v.wait(`shown().Words[0] === "second"`)
	first.answer("first")
	v.wantWords("second")

	// The table has 500 rows.
	var many []string
	for i := range 600 {
		many = append(many, fmt.Sprint("w", i))
	}
	v.enter("many")
	v.question("many").answer(many...)
	v.wantWords(many[:500]...)

	// Nobody is asked about a text that is too long.
	v.enter(strings.Repeat("é", 32*1024) + "x")
	v.asked--
	v.wait(`shown().Problem !== ""`)
	v.wantProblem("Sorry: the text is longer than 64 KiB")
	return v.err
}

// serve starts the word server.
func (v *visitor) serve(socket string) net.Listener {
	if v.err != nil {
		return nil
	}
	listener, err := net.Listen("unix", socket)
	if err != nil {
		v.err = err
		return nil
	}
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return // the server is down
			}
			go func() {
				if line, err := bufio.NewReader(conn).ReadString('\n'); err == nil {
					v.questions <- question{strings.TrimSuffix(line, "\n"), conn}
				}
			}()
		}
	}()
	return listener
}

// enter makes text the whole text in the field.
func (v *visitor) enter(text string) {
	if v.err != nil {
		return
	}
	v.asked++
	quoted, err := json.Marshal(text)
	if err != nil {
		v.err = err
		return
	}
	v.err = chromedp.Do(v.ctx, chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`
		document.querySelector("textarea").value = %s;
		document.querySelector("form").dispatchEvent(new InputEvent("input"))`, quoted)))
}

// question waits for the word server to be asked for the line.
func (v *visitor) question(line string) question {
	if v.err != nil {
		return question{}
	}
	select {
	case q := <-v.questions:
		if q.line != line {
			v.err = fmt.Errorf("page.js asked for %q, want %q", q.line, line)
		}
		return q
	case <-v.ctx.Done():
		v.err = fmt.Errorf("page.js does not ask for %q: %w", line, v.ctx.Err())
		return question{}
	}
}

// answer answers with the words. All are equally common.
func (q question) answer(words ...string) {
	rows := strings.Join(words, "\t1\t1.0\t1.00\n")
	q.send("%s\t1\t1.0\t1.00\n# %d words, average 1.0 per million\n", rows, len(words))
}

// send sends an answer. Nobody may be there to read it.
func (q question) send(format string, values ...any) {
	if q.conn != nil {
		fmt.Fprintf(q.conn, format, values...)
		q.conn.Close()
	}
}

// wantWords waits for all answers and wants nothing but the words to be shown.
func (v *visitor) wantWords(words ...string) {
	v.wait("awaited === 0")
	v.want(fmt.Sprintf("%q", words), func(now shown) bool {
		return now.Problem == "" && slices.Equal(now.Words, words)
	})
}

// wantProblem waits for all answers and wants only a problem to be shown.
func (v *visitor) wantProblem(start string) {
	v.wait("awaited === 0")
	v.want(start, func(now shown) bool {
		return strings.HasPrefix(now.Problem, start) && len(now.Words) == 0
	})
}

// wait waits until the condition holds and page.js has asked for all.
func (v *visitor) wait(condition string) {
	if v.err == nil {
		v.err = chromedp.Do(v.ctx, chromedp.Poll[chromedp.Void](
			fmt.Sprintf("asked >= %d && %s", v.asked, condition), chromedp.WithPollingTimeout(0)))
	}
}

// want checks what is shown, and how often page.js has asked.
func (v *visitor) want(want string, right func(shown) bool) {
	if v.err != nil {
		return
	}
	now, err := chromedp.Run(v.ctx, chromedp.Evaluate[shown]("shown()"))
	if err != nil {
		v.err = err
		return
	}
	if now.Asked != v.asked || now.Elements > 0 || !right(now) {
		v.err = fmt.Errorf("the page shows %+v, want %s after %d requests", now, want, v.asked)
	}
}
