package command

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"wallsockets/tui/internal/check/report"
)

// rollupCommand sums up the checks of a class.
func rollupCommand() *cobra.Command {
	var table string
	cmd := &cobra.Command{
		Use: "rollup FILE... [flags]", DisableFlagsInUseLine: true,
		Short: "Sum up the checks of a class: who is where, and what fails most",
		Long: "Sum up what check --json has printed for each student, in a file with the\n" +
			"student's name: who is where, and which findings are the most frequent.",
		Example: "  go run ./tui check all --dir submissions/anna --json > anna.json\n" +
			"  go run ./tui rollup *.json\n" +
			"  go run ./tui rollup --csv class.csv *.json",
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usage("want a FILE for each student, as check --json prints it")
			}
			var students []report.Student
			for _, name := range args {
				s, err := readStudent(name)
				if err != nil {
					return err
				}
				students = append(students, s)
			}
			if table != "" {
				if err := writeCSV(table, students); err != nil {
					return err
				}
			}
			return report.RollupTable(cmd.OutOrStdout(), students)
		},
	}
	cmd.Flags().StringVar(&table, "csv", "", "write a row for each student and exercise to `FILE`")
	return cmd
}

// readStudent reads a file that has a student's name.
func readStudent(name string) (report.Student, error) {
	file, err := os.Open(name)
	if err != nil {
		return report.Student{}, fmt.Errorf("read the reports: %w", err)
	}
	defer file.Close() // only read: closing it loses nothing
	base := filepath.Base(name)
	return report.ReadStudent(strings.TrimSuffix(base, filepath.Ext(base)), file)
}

func writeCSV(name string, students []report.Student) error {
	file, err := os.Create(name)
	if err != nil {
		return fmt.Errorf("write the table: %w", err)
	}
	err = report.RollupCSV(file, students)
	if closing := file.Close(); err == nil {
		err = closing
	}
	if err != nil {
		return fmt.Errorf("write the table: %w", err)
	}
	return nil
}
