package plain

import (
	"fmt"
	"strconv"
	"strings"

	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/runner"
	"wallsockets/tui/internal/session"
)

// stand is where a part runs.
type stand struct {
	*guide
	stage   course.Stage
	session *session.Session // nil: the server was not started, or was stopped
	feed    *session.Feed
	clients []*runner.Process
	told    map[*runner.Process]bool // whose end was told
}

// run is the menu to run a part. The server ends with it.
func (g *guide) run(stage course.Stage) error {
	s := &stand{guide: g, stage: stage}
	defer s.end()
	choices := []choice{
		{text: "Start the server", do: s.start},
		{text: "Open a client", do: func() error { return s.open() }},
		{text: "Send a message", do: s.send},
		{text: "Tell what is new", do: s.news},
		{text: "Show all that the server printed", do: s.output},
		{text: "Stop the server and the clients", do: s.stop},
		{text: "Back to the part, which stops them, too", do: goBack},
	}
	if stage.Number == 6 {
		choices = append(choices, choice{text: "Open the web page",
			do: func() error { return s.open("-web") }})
	}
	return g.menu(fmt.Sprintf("Run part %d", stage.Number),
		"Start the server, open a client, and send it a message: you are told "+
			"all that crosses the socket. Other programs can be clients, too.",
		func() []choice { return choices })
}

// start starts the server.
func (s *stand) start() error {
	if s.session != nil && s.session.Server.Ended() == "" {
		s.say("The server runs already.")
		return nil
	}
	flags, err := s.askModel()
	if err != nil {
		return err
	}
	s.end()
	s.say("Building and starting the server.")
	started, err := session.Start(s.ctx, s.runner, s.stage, nil, flags...)
	if err != nil {
		return err
	}
	s.session, s.feed = started, session.NewFeed(started)
	s.clients, s.told = nil, make(map[*runner.Process]bool)
	s.remember(s.stage, "run")
	s.say("The server runs. Clients connect to %s", started.Address())
	s.say("By hand the server is: %s", started.Server.Command())
	s.tell()
	return nil
}

// askModel asks which of its models a server is to use, if it has several, and
// returns the flags for that.
func (s *stand) askModel() ([]string, error) {
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

// isStarted tells whether there is a server, and the user if there is none.
func (s *stand) isStarted() bool {
	if s.session == nil {
		s.say("The server does not run: start it first.")
	}
	return s.session != nil
}

// open opens a client.
func (s *stand) open(flags ...string) error {
	if !s.isStarted() {
		return nil
	}
	client, err := s.session.Client(s.ctx, flags...)
	if err != nil {
		return err
	}
	s.clients = append(s.clients, client)
	s.say("Client %d is open. By hand it is: %s", len(s.clients), client.Command())
	s.await(func() bool {
		return client.Ended() != "" || question(client) != "" ||
			len(flags) > 0 && len(client.Output().Lines) > 0
	})
	if text := question(client); text != "" && client.Ended() == "" {
		s.say("Client %d asks: %s", len(s.clients), text)
	}
	return nil
}

// question returns what a client asks its user, "" if it does not yet: that is
// a line without an end.
func question(client *runner.Process) string {
	lines := client.Output().Lines
	if len(lines) == 0 || !lines[len(lines)-1].Open {
		return ""
	}
	return lines[len(lines)-1].Text
}

// send has a client send a message, and waits for the answer.
func (s *stand) send() error {
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
		s.say("There is no answer yet. Tell what is new shows it when it comes.")
	}
	return nil
}

// askClient asks which client is meant if there are several. It returns nil if
// there is none.
func (s *stand) askClient() (*runner.Process, error) {
	living := s.living()
	switch len(living) {
	case 0:
		s.say("No client is open: open one first.")
		return nil, nil
	case 1:
		return s.clients[living[0]-1], nil
	}
	for {
		answer, err := s.ask(fmt.Sprintf("Which client, one of %s?",
			strings.Trim(fmt.Sprint(living), "[]")))
		if err != nil {
			return nil, err
		}
		for _, number := range living {
			if strings.TrimSpace(answer) == strconv.Itoa(number) {
				return s.clients[number-1], nil
			}
		}
		s.say("There is no open client %q.", answer)
	}
}

// living returns the numbers of the clients that have not ended.
func (s *stand) living() []int {
	var numbers []int
	for i, client := range s.clients {
		if client.Ended() == "" {
			numbers = append(numbers, i+1)
		}
	}
	return numbers
}
