package ui

import (
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"wallsockets/tui/internal/course"
)

// Update takes one message. It never waits: what takes time is a command.
func (m *Model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.resize(msg)
		return m, nil
	case tea.KeyMsg:
		return m, m.press(msg)
	case tea.MouseMsg:
		return m, m.wheel(msg)
	case noticeMsg:
		m.notice = string(msg)
		return m, nil
	case openMsg:
		return m, m.open(msg.stage, msg.tab)
	}
	var commands []tea.Cmd
	for _, tab := range m.tabs {
		commands = append(commands, tab.update(msg))
	}
	return m, tea.Batch(commands...)
}

func (m *Model) resize(msg tea.WindowSizeMsg) {
	m.width, m.height = msg.Width, msg.Height
	for _, tab := range m.tabs {
		tab.setSize(m.width, max(1, bodyHeight(m.height)))
	}
}

// press does what a key is for: first those that always work, then those of a
// question or a page that is open, then those of the screen.
func (m *Model) press(msg tea.KeyMsg) tea.Cmd {
	m.notice = ""
	crash(msg)
	tab := m.tabs[m.active]
	switch {
	case key.Matches(msg, m.keys.kill):
		return tea.Quit
	case m.asking:
		m.asking = false
		if msg.String() == "y" {
			return tea.Quit
		}
	case m.help:
		m.scrollHelp(msg)
	case tab.typing():
		return tab.press(msg)
	default:
		return m.pressFrame(msg, tab)
	}
	return nil
}

// pressFrame does what a key is for while no text is typed.
func (m *Model) pressFrame(msg tea.KeyMsg, tab tab) tea.Cmd {
	switch {
	case key.Matches(msg, m.keys.help):
		m.help, m.helpTop = true, 0
	case key.Matches(msg, m.keys.quit):
		if m.asking = m.run().running() > 0; !m.asking {
			return tea.Quit
		}
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

// turn goes to the screen that is by steps further.
func (m *Model) turn(by int) tea.Cmd {
	m.active = (m.active + by + len(m.tabs)) % len(m.tabs)
	return m.open(course.Stages[m.stage], "")
}

// open shows a part, on the screen with a title or on the one that is shown.
func (m *Model) open(stage course.Stage, title string) tea.Cmd {
	m.stage = stage.Number - 1
	var commands []tea.Cmd
	for i, tab := range m.tabs {
		if title != "" && strings.EqualFold(tab.title(), title) {
			m.active = i
		}
		commands = append(commands, tab.show(stage))
	}
	m.remember(stage)
	return tea.Batch(append(commands, m.saveProgress())...)
}

// remember notes where the learner is.
func (m *Model) remember(stage course.Stage) {
	m.progress.Stage = stage.ID
	m.progress.Tab = strings.ToLower(m.tabs[m.active].title())
	if _, reading := m.tabs[m.active].(*readTab); reading {
		m.progress.Read[stage.ID] = true
	}
}

func (m *Model) toggleMouse() tea.Cmd {
	if m.mouse = !m.mouse; m.mouse {
		m.notice = "the mouse wheel scrolls; m gives the mouse back to the terminal"
		return tea.EnableMouseCellMotion
	}
	m.notice = "the mouse is the terminal's again: select and copy"
	return tea.DisableMouse
}

// wheel makes the mouse wheel the keys up and down.
func (m *Model) wheel(msg tea.MouseMsg) tea.Cmd {
	pressed := tea.KeyMsg{Type: tea.KeyDown}
	switch msg.Button {
	case tea.MouseButtonWheelUp:
		pressed.Type = tea.KeyUp
	case tea.MouseButtonWheelDown:
	default:
		return nil
	}
	if m.help {
		m.scrollHelp(pressed)
		return nil
	}
	return m.tabs[m.active].press(pressed)
}

// scrollHelp moves the page of all keys; other keys than arrows close it.
func (m *Model) scrollHelp(msg tea.KeyMsg) {
	switch {
	case key.Matches(msg, m.keys.down):
		m.helpTop++
	case key.Matches(msg, m.keys.up):
		m.helpTop = max(0, m.helpTop-1)
	default:
		m.help = false
	}
}
