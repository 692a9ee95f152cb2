package report

import (
	"encoding/xml"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"wallsockets/tui/internal/check"
)

// The elements of JUnit's XML, with all that the strictest of its schemas demands,
// that of Ant, in its order.
type (
	suites struct {
		XMLName xml.Name `xml:"testsuites"`
		Suites  []suite
	}
	suite struct {
		XMLName    xml.Name   `xml:"testsuite"`
		Name       string     `xml:"name,attr"`
		Package    string     `xml:"package,attr"`
		ID         int        `xml:"id,attr"`
		Timestamp  string     `xml:"timestamp,attr"`
		Hostname   string     `xml:"hostname,attr"`
		Tests      int        `xml:"tests,attr"`
		Failures   int        `xml:"failures,attr"`
		Errors     int        `xml:"errors,attr"`
		Skipped    int        `xml:"skipped,attr"`
		Time       string     `xml:"time,attr"`
		Properties []property `xml:"properties>property"`
		Cases      []testcase `xml:"testcase"`
		Out        string     `xml:"system-out"`
		Err        string     `xml:"system-err"`
	}
	property struct {
		Name  string `xml:"name,attr"`
		Value string `xml:"value,attr"`
	}
	testcase struct {
		Name    string   `xml:"name,attr"`
		Class   string   `xml:"classname,attr"`
		Time    string   `xml:"time,attr"`
		Failure *problem `xml:"failure"`
		Error   *problem `xml:"error"`
		Skipped *skipped `xml:"skipped"`
	}
	problem struct {
		Message string `xml:"message,attr"`
		Type    string `xml:"type,attr"`
		Text    string `xml:",chardata"`
	}
	skipped struct {
		Message string `xml:"message,attr"`
	}
)

// JUnit writes reports as JUnit's XML: a suite for each exercise, a case for each
// step.
func JUnit(w io.Writer, reports []check.Report) error {
	host, err := os.Hostname()
	if err != nil || host == "" {
		host = "localhost"
	}
	all := suites{}
	for i, r := range reports {
		s := suite{Name: r.Exercise + " " + r.Title, Package: "wallsockets", ID: i, Hostname: host,
			Timestamp: time.Now().UTC().Format("2006-01-02T15:04:05"), Time: seconds(r.Millis),
			Properties: []property{{"program", r.Program}, {"seed", fmt.Sprint(r.Seed)}}}
		if f := r.Finding; f != nil {
			s.Out, s.Err = strings.Join(f.Output, "\n"), strings.Join(f.Errors, "\n")
		}
		s.addCases(r)
		all.Suites = append(all.Suites, s)
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	encoder := xml.NewEncoder(w)
	encoder.Indent("", "  ")
	if err := encoder.Encode(all); err != nil {
		return err
	}
	_, err = io.WriteString(w, "\n")
	return err
}

// addCases adds the steps and counts them.
func (s *suite) addCases(r check.Report) {
	class := "exercise " + r.Exercise
	for _, step := range r.Steps {
		c := testcase{Name: step.Title, Class: class, Time: seconds(step.Millis)}
		switch step.State {
		case check.Failed:
			s.Failures++
			c.Failure = &problem{r.Finding.Happened, r.Finding.Name, details(r)}
		case check.Skipped:
			s.Skipped++
			c.Skipped = &skipped{step.Reason}
		case check.NotReached:
			s.Skipped++
			c.Skipped = &skipped{"not reached: an earlier step failed"}
		}
		s.Cases = append(s.Cases, c)
	}
	if r.Error != "" {
		s.Errors++
		s.Cases = append(s.Cases, testcase{Name: "the check runs", Class: class, Time: "0.000",
			Error: &problem{r.Error, "could-not-run", r.Error}})
	}
	s.Tests = len(s.Cases)
}

// seconds returns milliseconds as a decimal number of seconds.
func seconds(millis int64) string {
	return fmt.Sprintf("%d.%03d", millis/1000, millis%1000)
}

// details returns what a person reads about a failure.
func details(r check.Report) string {
	var text strings.Builder
	_ = Text(&text, r) // a Builder takes everything
	return text.String()
}
