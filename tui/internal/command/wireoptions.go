package command

import (
	"github.com/spf13/cobra"

	"wallsockets/tui/internal/course"
	"wallsockets/tui/internal/session"
	"wallsockets/tui/internal/wire"
)

// wireOptions are the flags of the commands that run a server behind a tap.
type wireOptions struct {
	json  bool
	save  string
	where session.Where
	flags []string // the server's, after --
	words string   // see session.Options

	orders []wire.Order // what the tap does from the start
}

// add adds the flags to a command.
func (o *wireOptions) add(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&o.json, "json", false, "print the messages as JSON, one object a line")
	cmd.Flags().StringVar(&o.save, "save", "",
		"save the messages to `FILE` at the end: .txt, .md or .jsonl")
	addWhere(cmd, &o.where)
}

// addWhere adds the flags for the address of clients.
func addWhere(cmd *cobra.Command, where *session.Where) {
	cmd.Flags().StringVar(&where.Port, "port", "", "let clients connect to `PORT`, in parts "+
		"1 to 4; 0: any (default "+course.DefaultPort+" if it is free)")
	cmd.Flags().StringVar(&where.Path, "path", "", "let clients connect to the socket file "+
		"`PATH`, in parts 5 and 6 "+
		"(default "+course.DefaultPath+" if it is free)")
}
