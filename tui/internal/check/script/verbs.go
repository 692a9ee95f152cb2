package script

// verbs read what follows each verb.
var verbs = map[string]func(*line, *Action){
	// The program.
	"start":       func(l *line, a *Action) { a.Name = l.name() },
	"stop":        func(l *line, a *Action) { a.Name = l.name() },
	"kill":        func(l *line, a *Action) { a.Name = l.name() },
	"restart":     func(l *line, a *Action) { a.Name = l.name() },
	"alive":       func(l *line, a *Action) { a.Name = l.name() },
	"signal":      nameAnd(func(l *line, a *Action) { a.add(Literal(l.oneOf(signals...))) }),
	"exit":        nameAnd(func(l *line, a *Action) { a.add(l.text("an exit code")); a.Time = l.within() }),
	"type":        nameAnd(func(l *line, a *Action) { a.Data = l.quoted() }),
	"end-input":   func(l *line, a *Action) { a.Name = l.name() },
	"output":      nameAnd(testWithin),
	"errors":      nameAnd(testWithin),
	"a-line":      nameAnd(testWithin),
	"umask":       func(l *line, a *Action) { a.add(l.octal()) },
	"limit":       func(l *line, a *Action) { l.words("descriptors"); a.add(l.number()) },
	"env":         func(l *line, a *Action) { a.add(l.text("a name")); a.Data = l.quoted() },
	"count":       func(l *line, a *Action) { a.Name = l.name(); l.words("descriptors") },
	"memory":      nameAnd(func(l *line, a *Action) { l.words("at", "most"); a.add(Literal(bytes(l.size()))) }),
	"descriptors": nameAnd(atMost),
	"processes":   nameAnd(atMost),
	"zombies":     nameAnd(atMost),
	"cpu":         nameAnd(cpu),

	// Connections.
	"connect":      nameAnd(func(l *line, a *Action) { optional(l, a, "to") }),
	"listen":       func(l *line, a *Action) { optional(l, a, "on") },
	"accept":       nameAnd(within),
	"send":         nameAnd(func(l *line, a *Action) { a.Data = l.quoted() }),
	"drip":         nameAnd(func(l *line, a *Action) { a.Data = l.quoted(); l.words("every"); a.Time = l.duration() }),
	"flood":        nameAnd(func(l *line, a *Action) { a.add(Literal(bytes(l.size()))) }),
	"half-close":   func(l *line, a *Action) { a.Name = l.name() },
	"close":        func(l *line, a *Action) { a.Name = l.name() },
	"reset":        func(l *line, a *Action) { a.Name = l.name() },
	"expect":       nameAnd(func(l *line, a *Action) { a.Data = l.quoted(); a.Time = l.within() }),
	"expect-line":  nameAnd(testWithin),
	"expect-rest":  nameAnd(testWithin),
	"expect-end":   nameAnd(within),
	"expect-reset": nameAnd(within),
	"silent":       nameAnd(func(l *line, a *Action) { a.Time = l.duration() }),

	// What really happens, and what the learner has predicted.
	"try":     tryConnect,
	"observe": nameAnd(into),
	"predict": func(l *line, a *Action) { a.add(l.text("a key of the answers")); test(l, a) },

	// Order and time.
	"pause":  func(l *line, a *Action) { a.Time = l.duration() },
	"at":     func(l *line, a *Action) { l.words("once"); a.add(l.number()); block(l, a) },
	"repeat": func(l *line, a *Action) { a.add(l.number()); block(l, a) },
	"cuts":   func(l *line, a *Action) { l.words("of"); a.Data = l.quoted(); block(l, a) },
	"within": func(l *line, a *Action) { a.Time = l.duration(); block(l, a) },

	// Data and files.
	"let":         let,
	"write":       func(l *line, a *Action) { a.add(l.text("a file")); a.Data = l.quoted() },
	"make-folder": func(l *line, a *Action) { a.add(l.text("a folder")); a.add(l.octal()) },
	"remove":      func(l *line, a *Action) { a.add(l.text("a file")) },
	"mode":        func(l *line, a *Action) { a.add(l.text("a file")); a.add(l.octal()); a.Time = l.within() },
	"exists":      func(l *line, a *Action) { a.add(l.text("a file")); a.Time = l.within() },
	"absent":      func(l *line, a *Action) { a.add(l.text("a file")); a.Time = l.within() },
	"dial-loop":   func(l *line, a *Action) { a.add(l.text("a socket file")) },
	"nobody-in":   func(*line, *Action) {},
}

// signals are those that a script sends.
var signals = []string{"TERM", "INT", "HUP", "KILL", "USR1", "USR2", "STOP", "CONT", "PIPE"}

// add appends an argument.
func (a *Action) add(word Text) { a.Words = append(a.Words, word) }

// nameAnd reads an optional name, then the rest.
func nameAnd(rest func(*line, *Action)) func(*line, *Action) {
	return func(l *line, a *Action) {
		a.Name = l.name()
		rest(l, a)
	}
}

func test(l *line, a *Action) {
	t := l.test()
	a.Test = &t
}

func testWithin(l *line, a *Action) {
	test(l, a)
	a.Time = l.within()
}

func within(l *line, a *Action) { a.Time = l.within() }

func atMost(l *line, a *Action) {
	l.words("at", "most")
	a.add(l.number())
	a.Time = l.within()
}

// cpu reads: at most 200ms in 1s.
func cpu(l *line, a *Action) {
	l.words("at", "most")
	a.add(Literal(l.duration().String()))
	l.words("in")
	a.Time = l.duration()
}

// optional reads a word and what belongs to it, if they come next.
func optional(l *line, a *Action, word string) {
	if l.skip(word) {
		a.add(l.text("an address"))
	}
}

// into reads: into VARIABLE within 300ms.
func into(l *line, a *Action) {
	l.words("into")
	a.add(l.text("a variable"))
	a.Time = l.within()
}

func tryConnect(l *line, a *Action) {
	l.words("connect")
	a.Name = l.name()
	into(l, a)
}

// block reads the brace that begins a block.
func block(l *line, a *Action) {
	l.words("{")
	a.Block = []Action{}
}

// let reads a variable and how it gets its value.
func let(l *line, a *Action) {
	name := l.next("a variable")
	if l.err == nil && !reference.MatchString("{"+name.raw+"}") {
		l.fail("want a variable's name in lower case, got %s", name.raw)
	}
	a.add(name.text)
	if len(l.rest) > 0 && l.rest[0].quoted {
		a.Data = l.quoted()
		return
	}
	kind := l.oneOf("word", "words", "letters", "number", "path", "port", "text in quotes")
	a.add(Literal(kind))
	switch kind {
	case "words", "letters", "path":
		a.add(l.number())
	case "number":
		a.add(l.number())
		a.add(l.number())
	}
}
