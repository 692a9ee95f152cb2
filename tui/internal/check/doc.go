// Package check checks a learner's program, in any language, with the conversation
// in an exercise's check.txt: it starts the program, talks to it, stops it with all
// that it has started, and reports the first thing that went wrong with its
// probable cause.
//
// What is wrong with the program is a Finding in the Report, never an error. An
// error means that the check could not be made, which is not the learner's fault.
//
// README.md beside this file has the grammar of check.txt.
package check
