// Package lessons has only tests: they run every console block of the lessons and
// of the README in terminals, as a reader would.
//
// The blocks of a page are one story, from top to bottom. Each block gets a new
// terminal with bash at the root of the checkout; programs of earlier blocks keep
// running in theirs. A page marks its blocks like this:
//
//	<!-- varies: 60206 0.37 -->
//	```console
//	$ a command, as typed; a \ at the end or an open quote continues it
//	what the terminal then shows
//	...
//	127.0.0.1:60206: the line of three dots stands for any number of lines
//	Please enter the message: what follows this prompt is typed
//	^Cthe test types ctrl+c when it gets to this line
//	```
//
// A token of "varies" stands for any text without blanks: for the same text in
// the whole page, in commands as well. A run of spaces counts as one. The mark
// "<!-- by hand: REASON -->" exempts a block that needs a person. A block that
// does not begin with a command continues in the newest terminal whose program
// still runs; that is how to press ctrl+c there later. A block ends in the folder
// where it began.
//
// The next block begins when the first line of this one is there and all programs
// wait for something. Later blocks may cause the other lines, which must be there
// at the end of the page. A program that is still running may show more lines than
// its block, unless the block shows none; one that has ended may not.
package lessons
