package ui

import "github.com/charmbracelet/bubbles/key"

// keyMap has every key of the guide, once: the screens, the footer and the help
// page all read it.
type keyMap struct {
	part, next, previous, help, quit, kill, suspend, mouse key.Binding

	up, down, pageUp, pageDown, top, bottom, enter key.Binding

	runPart, doNext, tick key.Binding

	nextLink, previousLink, nextTry, follow, back key.Binding

	files, nextFile, previousFile, diff, nextChange, previousChange, line, edit key.Binding

	start, restart, model, client, web, write, nextClient, dropClient key.Binding
	view, hex, filter, search, nextHit, previousHit, clear, save      key.Binding
	conn, previousConn, stream, copy, left, right, zoom, split        key.Binding
	dismiss, hold, hands, raw                                         key.Binding

	handHold, handStep, handLetGo, handEdit, handSplit, handJoin           key.Binding
	handDelay, handDrip, handDrop, handEndClient, handEndServer, handOrder key.Binding

	begin, check, watch, hint, language, reset, solution, compare key.Binding

	predict, runLab, lesson key.Binding

	send, cancel, earlier, otherClient key.Binding
}

// bind makes a binding that is shown as its first key.
func bind(help string, keys ...string) key.Binding {
	return key.NewBinding(key.WithKeys(keys...), key.WithHelp(keys[0], help))
}

// bindAs makes a binding that is shown under another name.
func bindAs(name, help string, keys ...string) key.Binding {
	return key.NewBinding(key.WithKeys(keys...), key.WithHelp(name, help))
}

func newKeyMap() keyMap {
	k := keyMap{
		part:     bindAs("1-6", "go to a part", "1", "2", "3", "4", "5", "6"),
		next:     bind("next screen", "tab"),
		previous: bind("previous screen", "shift+tab"),
		help:     bind("all keys", "?"),
		quit:     bind("quit", "q"),
		kill:     bind("quit at once", "ctrl+c"),
		suspend:  bind("suspend; fg resumes", "ctrl+z"),
		mouse:    bind("mouse on or off", "m"),

		up:       bind("up", "up", "k"),
		down:     bind("down", "down", "j"),
		pageUp:   bind("page up", "pgup"),
		pageDown: bind("page down", "pgdown", " "),
		top:      bind("go to the top", "home", "g"),
		bottom:   bind("go to the end", "end", "G"),
		enter:    bind("open", "enter"),

		runPart: bind("run the part's server", "s"),
		doNext:  bind("do what comes next", "n"),
		tick:    bind("mark the lesson as read, or not", "x"),

		nextLink:     bind("next link", "]"),
		previousLink: bind("previous link", "["),
		nextTry:      bind("next thing to try", "t"),
		follow:       bind("open the link", "enter"),
		back:         bind("back to where you were", "backspace"),

		nextFile:       bind("next file", "]"),
		previousFile:   bind("previous file", "["),
		diff:           bind("what changed, or the code", "d"),
		files:          bind("choose a file", "o"),
		nextChange:     bind("next change", "}"),
		previousChange: bind("previous change", "{"),
		line:           bind("the line of code, or the next", "l"),
		edit:           bind("open in your editor", "e"),

		begin:    bind("start the exercise", "s"),
		check:    bind("check your program", "c"),
		watch:    bind("check at each save, or stop", "w"),
		hint:     bind("one more hint", "h"),
		language: bind("language of the starter", "a"),
		reset:    bind("begin the exercise again", "x"),
		solution: bind("the solution, once you have passed", "S"),
		compare:  bind("how the solution differs from yours", "D"),

		predict: bindAs("a-d", "predict, and run the lab", "a", "b", "c", "d"),
		runLab:  bind("run the lab, or stop it", "s"),
		lesson:  bind("the lesson's paragraph", "L"),

		send:        bind("send", "enter"),
		cancel:      bind("back", "esc"),
		earlier:     bind("what was typed before", "up", "down"),
		otherClient: bind("type to the next client", "tab", "shift+tab"),
	}
	k.bindRun()
	k.bindHands()
	return k
}

// bindHands adds the keys of the menu of hands: what each does, and what it does to the
// bytes.
func (k *keyMap) bindHands() {
	k.handHold = bind("hold: what comes on it waits at the relay", "h")
	k.handStep = bind("step: deliver it, and what waits before it", "s")
	k.handLetGo = bind("let go: deliver what waits and what comes", "l")
	k.handEdit = bind("edit: change the bytes; it stays held", "e")
	k.handSplit = bind("split: cut it in two: it takes two reads", "b")
	k.handJoin = bind("join: append the next: one read has both", "n")
	k.handDelay = bind("delay: deliver it some time later", "d")
	k.handDrip = bind("drip: deliver it one byte at a time", "i")
	k.handDrop = bind("drop: reset the connection to both sides", "D")
	k.handEndClient = bind("end client: the server reads the end, may answer", "C")
	k.handEndServer = bind("end server: the client reads the end, may send", "S")
	k.handOrder = bind("order: type any order, also for all that comes", ":", "H")
}

// bindRun adds the keys of the run screen: for the programs, and for the events.
func (k *keyMap) bindRun() {
	k.start = bind("start or stop the server", "s")
	k.restart = bind("rebuild and restart", "r")
	k.model = bind("next model", "a")
	k.client = bind("open a client and type to it", "c")
	k.web = bind("open the web page", "b")
	k.write = bind("type to the client", "i")
	k.nextClient = bind("next client", ">", "<")
	k.dropClient = bind("stop the client", "x")
	k.clear = bind("clear the events, if you say yes", "X")
	k.save = bind("save the events", "w")
	k.zoom = bind("events, output or both", "z")
	k.split = bind("move the split", "+", "-")
	k.dismiss = bind("dismiss a crash or failure", "d")
	k.hold = bind("hold the wire, or let go", "p")
	k.hands = bind("hands on the wire: step, edit, drop …", "H")
	k.raw = bind("raw client: type exact bytes", "R")

	k.view = bind("list or lanes", "v")
	k.hex = bind("text or hex", "t")
	k.filter = bind("filter the events", "f")
	k.search = bind("search", "/")
	k.nextHit = bind("next match", "n")
	k.previousHit = bind("previous match", "N")
	k.conn = bind("one connection, the next, all", "o")
	k.previousConn = bind("one connection, the previous, all", "O")
	k.stream = bind("the conversation as text", "F")
	k.copy = bind("copy the event", "y")
	k.left = bind("lanes to the left", "left")
	k.right = bind("lanes to the right", "right")
}
