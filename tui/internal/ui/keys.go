package ui

import "github.com/charmbracelet/bubbles/key"

// keyMap has every key of the guide, once: the screens, the footer and the help
// page all read it.
type keyMap struct {
	part, next, previous, help, quit, kill, suspend, mouse key.Binding

	up, down, pageUp, pageDown, top, bottom, enter key.Binding

	nextFile, previousFile, diff, edit key.Binding

	start, restart, model, client, web, write, nextClient, dropClient key.Binding
	view, hex, side, conn, search, nextHit, clear, save, zoom         key.Binding

	begin, check, watch, hint, language, reset, solution, compare key.Binding

	send, cancel key.Binding
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
	return keyMap{
		part:     bindAs("1-6", "go to a part", "1", "2", "3", "4", "5", "6"),
		next:     bind("next screen", "tab"),
		previous: bind("previous screen", "shift+tab"),
		help:     bind("all keys", "?"),
		quit:     bind("quit", "q"),
		kill:     bind("quit at once", "ctrl+c"),
		suspend:  bind("suspend; fg resumes", "ctrl+z"),
		mouse:    bind("mouse wheel on or off", "m"),

		up:       bind("up", "up", "k"),
		down:     bind("down", "down", "j"),
		pageUp:   bind("page up", "pgup"),
		pageDown: bind("page down", "pgdown", " "),
		top:      bind("go to the top", "home", "g"),
		bottom:   bind("go to the end", "end", "G"),
		enter:    bind("open", "enter"),

		nextFile:     bind("next file", "]"),
		previousFile: bind("previous file", "["),
		diff:         bind("what changed, or the code", "d"),
		edit:         bind("open in your editor", "e"),

		start:      bind("start or stop the server", "s"),
		restart:    bind("rebuild and restart the server", "r"),
		model:      bind("next model", "a"),
		client:     bind("open a client", "c"),
		web:        bind("open the web page", "b"),
		write:      bind("type a message", "i", "enter"),
		nextClient: bind("next client", ">", "<"),
		dropClient: bind("stop the client", "x"),
		view:       bind("list or lanes", "v"),
		hex:        bind("text or hex", "t"),
		side:       bind("both sides, client, server", "f"),
		conn:       bind("one connection or all", "o"),
		search:     bind("search", "/"),
		nextHit:    bind("next match", "n"),
		clear:      bind("clear the messages", "X"),
		save:       bind("save the messages", "w"),
		zoom:       bind("messages, output or both", "z"),

		begin:    bind("start the exercise", "s"),
		check:    bind("check your program", "c"),
		watch:    bind("check at each save, or stop", "w"),
		hint:     bind("one more hint", "h"),
		language: bind("language of the starter", "a"),
		reset:    bind("begin the exercise again", "x"),
		solution: bind("the solution, once you have passed", "S"),
		compare:  bind("how the solution differs from yours", "D"),

		send:   bind("send", "enter"),
		cancel: bind("back", "esc"),
	}
}
