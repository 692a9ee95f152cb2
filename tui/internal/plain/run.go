package plain

import (
	"fmt"
	"strconv"
	"strings"

	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/runner"
	"wallsockets/tui/internal/session"
)

// partRun is a part that runs, or can be started.
type partRun struct {
	*guide
	stage   course.Stage
	session *session.Session // nil: the server was not started, or was stopped
	before  string           // the address of the last server, which the next one keeps
	feed    *session.Feed
	clients []*runner.Process
	ended   map[*runner.Process]bool // those whose end was said
}

// run is the menu to run a part. The server stops when the user leaves it.
func (g *guide) run(stage course.Stage) error {
	s := &partRun{guide: g, stage: stage}
	defer s.end()
	choices := []choice{
		{text: "Start the server", do: s.start},
		{text: "Open a client", do: func() error { return s.open() }},
		{text: "Send a message", do: s.send},
		{text: "Show what is new", do: s.updates},
		{text: "Show all that the server printed", do: s.output},
		{text: "Stop the server and the clients", do: s.stop},
		{text: "Back to the part, which stops them, too", do: goBack},
	}
	if stage.WebFlag != "" {
		choices = append(choices, choice{text: "Open the web page",
			do: func() error { return s.open(stage.WebFlag) }})
	}
	return g.menu(fmt.Sprintf("Run part %d", stage.Number),
		"Start the server, open a client, and send a message: you read all "+
			"that crosses the socket. Other programs can be clients, too.",
		func() []choice { return choices })
}

// start starts the server.
func (s *partRun) start() error {
	if s.session != nil && s.session.Server.Ended() == "" {
		s.say("The server is already running.")
		return nil
	}
	flags, err := s.askModel()
	if err != nil {
		return err
	}
	return s.launch(session.Options{Flags: flags})
}

// launch starts the server, in place of one that has ended.
func (s *partRun) launch(options session.Options) error {
	s.end()
	s.say("Building and starting the server.")
	options.Where, options.Before = s.where, s.before
	started, err := session.Start(s.ctx, s.runner, s.stage, options)
	if err != nil {
		return err
	}
	s.session, s.feed, s.before = started, session.NewFeed(started), started.Address()
	s.clients, s.ended = nil, make(map[*runner.Process]bool)
	s.remember(s.stage, "run")
	if taken := started.Taken(); taken != "" {
		s.say("The lesson's address, %s, is not free.", taken)
	}
	s.say("The server is running. Clients connect to %s", started.Address())
	s.say("To start it by hand: %s", started.ServerCommand())
	s.sayUpdates()
	return nil
}

// askModel asks which of its models the server should use, if it has several,
// and returns the flags.
func (s *partRun) askModel() ([]string, error) {
	if len(s.stage.Models) == 0 {
		return nil, nil
	}
	for {
		answer, err := s.ask(fmt.Sprintf("Which model, %s? Enter for %s:",
			strings.Join(s.stage.Models, ", "), s.stage.Models[0]))
		if err != nil {
			return nil, err
		}
		answer = strings.TrimSpace(answer)
		if answer == "" {
			return nil, nil
		}
		for i, model := range s.stage.Models {
			if answer == model || answer == strconv.Itoa(i+1) {
				return []string{"-model", model}, nil
			}
		}
		s.say("There is no model %q.", answer)
	}
}

// isStarted reports whether there is a server, and says so if there is none.
func (s *partRun) isStarted() bool {
	if s.session == nil {
		s.say("The server is not running; start it first.")
	}
	return s.session != nil
}

// open opens a client.
func (s *partRun) open(flags ...string) error {
	if !s.isStarted() {
		return nil
	}
	client, err := s.session.Client(s.ctx, flags...)
	if err != nil {
		return err
	}
	s.clients = append(s.clients, client)
	s.say("A client is open: process %d. To start it by hand: %s", client.Pid(), client.Command())
	s.await(func() bool {
		return client.Ended() != "" || client.Question() != "" ||
			len(flags) > 0 && len(client.Output().Lines) > 0
	})
	if text := client.Question(); text != "" && client.Ended() == "" {
		s.say("The client (%s) asks: %s", s.session.Name(client), text)
	}
	return nil
}

// send has a client send a message, and waits for the answer.
func (s *partRun) send() error {
	if !s.isStarted() {
		return nil
	}
	client, err := s.askClient()
	if client == nil || err != nil {
		return err
	}
	message, err := s.ask("The message:")
	if err != nil {
		return err
	}
	if err := client.Write(message); err != nil {
		return err
	}
	s.await(func() bool {
		return client.Ended() != "" && s.feed.Open() <= len(s.living())
	})
	if client.Ended() == "" {
		s.say("There is no answer yet. Choose Show what is new to see it when it comes.")
	}
	return nil
}

// askClient asks which of several clients to use. It returns nil if none is open.
func (s *partRun) askClient() (*runner.Process, error) {
	living := s.living()
	switch len(living) {
	case 0:
		s.say("No client is open: open one first.")
		return nil, nil
	case 1:
		return living[0], nil
	}
	for _, client := range living {
		s.say("Open: %s", s.session.Name(client))
	}
	for {
		answer, err := s.ask("Which client? Its process:")
		if err != nil {
			return nil, err
		}
		for _, client := range living {
			if strings.TrimSpace(answer) == strconv.Itoa(client.Pid()) {
				return client, nil
			}
		}
		s.say("There is no open client %q.", answer)
	}
}

// living returns the clients that are running.
func (s *partRun) living() []*runner.Process {
	var living []*runner.Process
	for _, client := range s.clients {
		if client.Ended() == "" {
			living = append(living, client)
		}
	}
	return living
}
