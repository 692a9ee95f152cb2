package script

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"golang.org/x/tools/txtar"
)

// Defaults of a script. They are long because a learner's machine may be busy; a
// correct program never waits for them.
const (
	patience = 5 * time.Second
	total    = 30 * time.Second
	memory   = 512 << 20
)

// maxDepth is how deep blocks may be nested.
const maxDepth = 8

// Parse reads a check.txt. The error has the name, the line and what to do.
func Parse(name string, data []byte) (*Script, error) {
	archive := txtar.Parse(data)
	p := &parser{script: &Script{Name: name, Patience: patience, Total: total,
		Memory: memory, Files: make(map[string][]byte)}}
	for _, file := range archive.Files {
		p.script.Files[file.Name] = file.Data
	}
	lines := strings.Split(strings.TrimSuffix(string(archive.Comment), "\n"), "\n")
	for i, text := range lines {
		p.number = i + 1
		if err := p.line(strings.TrimSpace(text)); err != nil {
			return nil, fmt.Errorf("%s:%d: %w", name, p.number, err)
		}
	}
	if err := p.finish(); err != nil {
		return nil, fmt.Errorf("%s:%d: %w", name, p.number, err)
	}
	return p.script, nil
}

// parser has what was read so far.
type parser struct {
	script *Script
	number int
	blocks []*Action // those that are open
	cause  *Cause    // the one that is open
}

// bytes returns a size as a number.
func bytes(n int64) string { return strconv.FormatInt(n, 10) }

// line reads a line.
func (p *parser) line(text string) error {
	first, rest, _ := strings.Cut(text, " ")
	rest = strings.TrimSpace(rest)
	if text == "" || text[0] == '#' {
		return nil
	}
	if p.cause != nil {
		done, err := p.inCause(first, rest)
		if done || err != nil {
			return err
		}
		if err := p.endCause(); err != nil {
			return err
		}
	}
	switch {
	case first == "step":
		return p.step(rest)
	case first == "cause":
		return p.beginCause(rest)
	case first == "}":
		if len(p.blocks) == 0 || rest != "" {
			return errors.New("the brace ends no block")
		}
		p.blocks = p.blocks[:len(p.blocks)-1]
		return nil
	case len(p.script.Steps) == 0 && first != "let":
		return p.setting(first, rest)
	}
	return p.action(text)
}

// step begins a step.
func (p *parser) step(title string) error {
	if len(p.blocks) > 0 {
		return p.openBlock()
	}
	text, err := parseRaw(title)
	if err == nil && title == "" {
		err = errors.New("want what the program must do after step")
	}
	p.script.Steps = append(p.script.Steps, Step{Title: text, Line: p.number})
	return err
}

func (p *parser) openBlock() error {
	return fmt.Errorf("the block of line %d does not end; want a line with }",
		p.blocks[len(p.blocks)-1].Line)
}

// action reads a line with a verb.
func (p *parser) action(text string) error {
	a, err := ParseAction(text)
	if err != nil {
		return err
	}
	a.Line = p.number
	return p.add(&a)
}

// ParseAction reads one line with a verb. It does not read the block that may
// follow, and the action has no line number.
func ParseAction(text string) (Action, error) {
	verb, _, _ := strings.Cut(text, " ")
	read := verbs[verb]
	if read == nil {
		return Action{}, fmt.Errorf("there is no verb %q; see the page with the grammar", verb)
	}
	tokens, err := tokens(text)
	if err != nil {
		return Action{}, err
	}
	l := &line{rest: tokens[1:]}
	a := Action{Verb: verb, Source: text}
	read(l, &a)
	l.end()
	if l.err != nil {
		return Action{}, l.err
	}
	return a, nil
}

// add appends an action where it belongs. Blocks are filled in place, so only
// the innermost open one may grow.
func (p *parser) add(a *Action) error {
	list := &p.script.Lets
	if last := len(p.script.Steps) - 1; last >= 0 {
		list = &p.script.Steps[last].Actions
	}
	if open := len(p.blocks); open > 0 {
		list = &p.blocks[open-1].Block
	}
	*list = append(*list, *a)
	if a.Block == nil {
		return nil
	}
	if len(p.blocks) == maxDepth {
		return fmt.Errorf("blocks are nested more than %d deep", maxDepth)
	}
	p.blocks = append(p.blocks, &(*list)[len(*list)-1])
	return nil
}

// finish checks what only the end shows.
func (p *parser) finish() error {
	if p.cause != nil {
		if err := p.endCause(); err != nil {
			return err
		}
	}
	switch {
	case len(p.blocks) > 0:
		return p.openBlock()
	case len(p.script.Steps) == 0:
		return errors.New("want at least one step")
	}
	for _, step := range p.script.Steps {
		if len(step.Actions) == 0 {
			p.number = step.Line
			return errors.New("the step does nothing")
		}
	}
	return nil
}

// setting reads a line before the first step.
func (p *parser) setting(key, value string) error {
	all, err := tokens(value)
	if err != nil {
		return err
	}
	l := &line{rest: all}
	switch key {
	case "arguments":
		p.script.Arguments = append([]Text{}, arguments(l)...)
	case "run":
		p.script.Run = append([]Text{l.text("a program")}, arguments(l)...)
	case "uses":
		p.script.Uses = uses(l)
	case "patience":
		p.script.Patience = l.duration()
	case "total":
		p.script.Total = l.duration()
	case "memory":
		p.script.Memory = l.size()
	case "see":
		p.script.See = l.next("a page and its heading").raw
	case "lab":
		p.script.Lab = l.next("a lab").raw
	default:
		return fmt.Errorf("there is no setting %q: want arguments, run, uses, patience, "+
			"total, memory, see, lab, let, cause or step", key)
	}
	l.end()
	if l.err != nil {
		return fmt.Errorf("%s: %w", key, l.err)
	}
	return nil
}

// uses reads a program of the series and its arguments.
func uses(l *line) *Program {
	name := l.next("a program such as part2-explained/server").raw
	stage, program, _ := strings.Cut(name, "/")
	if l.err == nil && (stage == "" || program != "server" && program != "client") {
		l.fail("want a program such as part2-explained/server, got %s", name)
	}
	return &Program{Stage: stage, Name: program, Arguments: arguments(l)}
}

// arguments reads the rest of a line.
func arguments(l *line) (all []Text) {
	for l.err == nil && len(l.rest) > 0 {
		all = append(all, l.text("an argument"))
	}
	return all
}

// findingName is a finding's name.
var findingName = regexp.MustCompile(`^[a-z][a-z0-9-]*$`)

// beginCause begins a cause.
func (p *parser) beginCause(name string) error {
	if len(p.blocks) > 0 {
		return p.openBlock()
	}
	if !findingName.MatchString(name) {
		return fmt.Errorf("want a finding's name such as one-read after cause, got %q", name)
	}
	p.cause = &Cause{Name: name, Line: p.number}
	return nil
}

// inCause reads a line of a cause. If the line is none, done is false.
func (p *parser) inCause(key, value string) (done bool, err error) {
	switch key {
	case "if":
		return true, p.condition(value)
	case "say":
		return true, sentence(&p.cause.Say, value)
	case "try":
		if strings.HasPrefix(value, "connect ") && strings.Contains(value, " into ") {
			return false, nil // the verb
		}
		return true, sentence(&p.cause.Try, value)
	case "see":
		p.cause.See = value
		return true, nil
	case "lab":
		p.cause.Lab = value
		return true, nil
	}
	return false, nil
}

// sentence appends a line to a text.
func sentence(to *Text, value string) error {
	text, err := parseRaw(value)
	if err == nil && *to != nil {
		*to = append(*to, Literal(" ")...)
	}
	*to = append(*to, text...)
	return err
}

// facts are what a condition can ask for.
var facts = map[string]bool{"got": true, "all": true, "sent": true, "end": true,
	"exit": true, "output": true, "errors": true, "verb": true, "value": true,
	"failed": true, "opens": true, "binds": true}

// condition reads: got starts "x".
func (p *parser) condition(value string) error {
	all, err := tokens(value)
	if err != nil {
		return err
	}
	l := &line{rest: all}
	fact := l.next("a fact").raw
	if l.err == nil && !facts[fact] {
		l.fail("want got, all, sent, end, exit, output, errors, verb, value, failed, "+
			"opens or binds; got %s", fact)
	}
	condition := Condition{fact, l.test()}
	l.end()
	if l.err != nil {
		return fmt.Errorf("if: %w", l.err)
	}
	p.cause.If = append(p.cause.If, condition)
	return nil
}

// endCause adds the cause to its step, or to all.
func (p *parser) endCause() error {
	cause := *p.cause
	p.cause = nil
	if len(cause.If) == 0 || cause.Say == nil || cause.Try == nil {
		return fmt.Errorf("the cause of line %d needs if, say and try", cause.Line)
	}
	if last := len(p.script.Steps) - 1; last >= 0 {
		p.script.Steps[last].Causes = append(p.script.Steps[last].Causes, cause)
	} else {
		p.script.Causes = append(p.script.Causes, cause)
	}
	return nil
}
