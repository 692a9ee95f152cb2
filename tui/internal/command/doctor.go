package command

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
)

// finding is what doctor has found out about one requirement.
type finding struct {
	Name  string `json:"name"`
	State string `json:"state"` // one of the following
	Found string `json:"found"` // what was found, or what is wrong
	For   string `json:"for"`   // what needs it
	Get   string `json:"get"`   // how to get it
}

// The states of a requirement.
const (
	ok       = "ok"
	missing  = "missing"
	optional = "missing, optional"
)

// doctorCommand checks whether this machine has what the parts need.
func doctorCommand() *cobra.Command {
	var asJSON, class bool
	cmd := &cobra.Command{
		Use: "doctor", Short: "Check whether this machine has what is needed",
		Long: "Check whether this machine has what the guide and the parts need, and " +
			"print how\nto get what is missing. The exit code is 1 if anything is missing " +
			"that is not\noptional.",
		Example: "  go run ./tui doctor\n" +
			"  go run ./tui doctor --class   what a class needs, too\n" +
			"  go run ./tui doctor --json | jq -r 'select(.state != \"ok\").get'",
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			findings := examine()
			if class {
				findings = append(findings, examineClass()...)
			}
			write := writeFindings
			if asJSON {
				write = writeJSON[finding]
			}
			if err := write(cmd.OutOrStdout(), findings); err != nil {
				return err
			}
			return verdict(findings)
		},
	}
	cmd.Flags().BoolVar(&class, "class", false, "check what the exercises and the lab sessions use, too")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON, one object a line")
	return cmd
}

// verdict returns an error if anything is missing that is not optional.
func verdict(findings []finding) error {
	var names []string
	for _, f := range findings {
		if f.State == missing {
			names = append(names, f.Name)
		}
	}
	if len(names) > 0 {
		return fmt.Errorf("missing: %s", strings.Join(names, ", "))
	}
	return nil
}

// examine checks everything.
func examine() []finding {
	findings := examineMachine()
	for _, tool := range []finding{
		{Name: "php", For: "the client and the web page of part 6",
			Get: "apt-get install php-cli, or brew install php"},
		{Name: "redis-cli", For: "a client for the protocol of parts 4 to 6",
			Get: "apt-get install redis-tools, or brew install redis"},
		{Name: "nc", For: "a client for any part, without code",
			Get: "apt-get install netcat-openbsd, or brew install netcat"},
		{Name: "socat", For: "a client for any part, for experiments",
			Get: "apt-get install socat, or brew install socat"},
		{Name: "redis-benchmark", For: "load for parts 4 to 6",
			Get: "apt-get install redis-tools, or brew install redis"},
		{Name: "bash", For: "the commands of the lessons",
			Get: "apt-get install bash, or brew install bash"},
		{Name: "pgrep", For: "finds servers in the lessons",
			Get: "apt-get install procps, or use macOS's"},
		{Name: "ss", For: "shows sockets in the lessons",
			Get: "apt-get install iproute2; on macOS use lsof"},
		{Name: "strace", For: "shows system calls, in parts 2 and 5",
			Get: "apt-get install strace; on macOS use dtruss"},
		{Name: "curl", For: "a web client, for parts 4 and 6",
			Get: "apt-get install curl, or brew install curl"},
		{Name: "python3", For: "a client for part 6",
			Get: "apt-get install python3, or brew install python"},
		{Name: "cc", For: "a C compiler, for the race detector in part 3",
			Get: "apt-get install gcc, or xcode-select --install"},
	} {
		findings = append(findings, examineTool(tool))
	}
	return append(findings, examineTerminal()...)
}

// writeFindings prints the findings for people, one a line.
func writeFindings(w io.Writer, findings []finding) error {
	var text strings.Builder
	for _, f := range findings {
		fmt.Fprintf(&text, "%-17s  %-15s  %s: %s\n", f.State, f.Name, f.For, f.Found)
		if f.State != ok {
			fmt.Fprintf(&text, "%-36s%s\n", "", f.Get)
		}
	}
	_, err := io.WriteString(w, text.String())
	return err
}
