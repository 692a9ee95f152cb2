package ui

import (
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"wallsockets/tui/internal/course"
)

// Update handles one message. It never blocks: what takes time is a command.
func (m *Model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	return m, m.update(msg)
}

// update hands a message to the screen it is for, whichever is open.
func (m *Model) update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.resize(msg)
		return nil
	case tea.KeyMsg:
		if taken, command := m.background.take(msg); taken {
			return command
		}
		return pressEach(msg, m.tabs[m.active].typing(), &m.notice, m.press)
	case backgroundMsg:
		return m.setDark(msg.dark)
	case tea.MouseMsg:
		return m.mouseMoved(msg)
	case noticeMsg:
		m.notice = string(msg)
		return nil
	case huntMsg:
		return msg.list.goOn(msg.hunt)
	case copyMsg:
		return m.copy(msg)
	case openMsg, openPageMsg, openLabMsg, openFileMsg, placesMsg:
		return m.goTo(msg)
	case tryMsg:
		return m.playTry(msg)
	case triedMsg:
		return m.tried(msg)
	case runPartMsg:
		return m.runPart(msg.stage)
	case tickMsg:
		return m.look()
	case lessonRenderedMsg:
		m.read.rendered(msg)
		return nil
	case lessonEditedMsg:
		return m.read.edited(msg)
	case codeLoadedMsg:
		return m.code.loaded(msg)
	case codeEditedMsg:
		return m.code.edited(msg)
	case exercisesMsg, exerciseEditedMsg, checkStepMsg, checkedMsg, checkEndedMsg:
		return m.tasks.update(msg)
	case labStepMsg, labDoneMsg:
		return m.labs.update(msg)
	case troubleMsg:
		return m.failed(msg)
	case serverStartedMsg:
		m.notice = "" // that it was being built
	case sourcesMsg:
		if m.run.sources(msg) {
			return m.code.sources(msg.stage)
		}
		return nil
	}
	return m.run.update(msg)
}

// goTo opens what a screen asks for on the screen that shows it.
func (m *Model) goTo(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case openMsg:
		return m.open(msg.stage, msg.tab)
	case openPageMsg:
		return m.open(m.read.openPage(msg.name, msg.heading), m.read.title())
	case openLabMsg:
		return m.open(m.labs.openLab(msg.name), m.labs.title())
	case openFileMsg:
		return m.openFile(msg.stage, msg.name)
	case placesMsg:
		return tea.Batch(m.open(msg.stage, "Code"), m.code.showPlaces(msg))
	}
	return nil
}

// look looks for what has changed outside the guide, and will again.
func (m *Model) look() tea.Cmd {
	if m.progress.Refresh() {
		m.tasks.layOut()
		m.labs.readKept()
	}
	return tea.Batch(tick(), m.read.renderAgain(), m.run.lookForChanges())
}

func (m *Model) resize(msg tea.WindowSizeMsg) {
	m.width, m.height = msg.Width, msg.Height
	height := max(1, bodyHeight(m.height))
	for _, tab := range m.tabs {
		tab.setSize(m.width, height)
	}
	m.help.scroll.setHeight(height)
	m.help.scroll.setLength(len(m.helpLines()))
}

// pressEach handles the keys that the terminal has sent. It may send several letters
// at once, and then each is a key. Pasted text is for text fields only.
func pressEach(msg tea.KeyMsg, typing bool, notice *string,
	press func(tea.KeyMsg) tea.Cmd) tea.Cmd {
	switch {
	case msg.Paste && !typing:
		*notice = "pasted text does not run commands"
		return nil
	case msg.Paste || msg.Type != tea.KeyRunes || len(msg.Runes) == 1:
		return press(msg)
	}
	var commands []tea.Cmd
	for _, r := range msg.Runes {
		one := tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{r}, Alt: msg.Alt}
		commands = append(commands, press(one))
	}
	return tea.Batch(commands...)
}

// press handles a key: ctrl+c first, then whatever a question, the help page
// or a text field makes of it, and then the frame and the screen.
func (m *Model) press(msg tea.KeyMsg) tea.Cmd {
	m.notice = ""
	m.run.stopSearch()
	crash(msg)
	tab := m.tabs[m.active]
	switch {
	case key.Matches(msg, m.keys.kill):
		return tea.Quit
	case m.question != nil:
		yes := m.question.yes
		m.question = nil
		if msg.String() == "y" {
			return yes()
		}
	case m.help.open:
		m.pressHelp(msg)
	case tab.typing():
		return tab.press(msg)
	default:
		return m.pressFrame(msg, tab)
	}
	return nil
}

// pressFrame handles a key while no text is typed.
func (m *Model) pressFrame(msg tea.KeyMsg, tab tab) tea.Cmd {
	switch {
	case key.Matches(msg, m.keys.help):
		m.help.show()
		m.help.scroll.setLength(len(m.helpLines()))
	case key.Matches(msg, m.keys.quit):
		n := m.run.running()
		if n == 0 {
			return tea.Quit
		}
		m.ask(runningPrograms(n), func() tea.Cmd { return tea.Quit })
	case key.Matches(msg, m.keys.suspend):
		return tea.Suspend
	case key.Matches(msg, m.keys.mouse):
		return m.toggleMouse()
	case key.Matches(msg, m.keys.part):
		return m.open(course.Stages[msg.String()[0]-'1'], "")
	case key.Matches(msg, m.keys.next):
		return m.turn(1)
	case key.Matches(msg, m.keys.previous):
		return m.turn(-1)
	default:
		return tab.press(msg)
	}
	return nil
}

// turn goes by screens to the right.
func (m *Model) turn(by int) tea.Cmd {
	m.active = (m.active + by + len(m.tabs)) % len(m.tabs)
	return m.open(course.Stages[m.stage], "")
}

// open shows a part on the screen with that title, or on the current one.
func (m *Model) open(stage course.Stage, title string) tea.Cmd {
	m.stage = stage.Number - 1
	for i, tab := range m.tabs {
		if strings.EqualFold(tab.title(), title) {
			m.active = i
		}
	}
	m.remember(stage)
	return tea.Batch(m.show(stage), m.saveProgress())
}

// openFile shows a source file on the code screen, which goes back to the current one.
func (m *Model) openFile(stage course.Stage, name string) tea.Cmd {
	back, from := course.Stages[m.stage], m.tabs[m.active].title()
	opened := m.open(stage, m.code.title())
	m.code.openFile(name)
	m.code.back, m.code.from, m.code.places = back, from, nil
	return opened
}

// remember notes where the learner is.
func (m *Model) remember(stage course.Stage) {
	m.progress.Stage = stage.ID
	m.progress.Tab = strings.ToLower(m.tabs[m.active].title())
}

func (m *Model) toggleMouse() tea.Cmd {
	if m.mouse = !m.mouse; m.mouse {
		m.notice = "the wheel scrolls, a click selects; m gives the mouse back to the terminal"
		return tea.EnableMouseCellMotion
	}
	m.notice = "the terminal has the mouse again: select and copy"
	return tea.DisableMouse
}

// mouseMoved turns the mouse wheel into the keys up and down, and hands a click to the
// screen if it has something to select.
func (m *Model) mouseMoved(msg tea.MouseMsg) tea.Cmd {
	if msg.Action == tea.MouseActionPress {
		m.run.stopSearch()
	}
	clicked, selects := m.tabs[m.active].(interface{ click(x, y int) })
	if selects && !m.help.open && msg.Button == tea.MouseButtonLeft && msg.Action == tea.MouseActionPress {
		clicked.click(msg.X, msg.Y-headerHeight)
		return nil
	}
	pressed := tea.KeyMsg{Type: tea.KeyDown}
	switch msg.Button {
	case tea.MouseButtonWheelUp:
		pressed.Type = tea.KeyUp
	case tea.MouseButtonWheelDown:
	default:
		return nil
	}
	if m.help.open {
		m.pressHelp(pressed)
		return nil
	}
	return m.tabs[m.active].press(pressed)
}

// pressHelp handles a key on the help page.
func (m *Model) pressHelp(msg tea.KeyMsg) {
	m.help.press(msg, m.keys)
	m.help.scroll.setLength(len(m.helpLines()))
}
