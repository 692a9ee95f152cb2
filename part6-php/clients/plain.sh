#!/bin/sh
# Asks the word server by the plain message: sends a line, and prints what
# comes back until the server closes.
#
#     echo the quick | sh plain.sh [PATH]
path=${1-/tmp/myservicesocket}
IFS= read -r line || [ -n "$line" ] || {
	echo "standard input ended before a message came" >&2
	exit 1
}
# timeout is the deadline for everything; that of nc (-w) begins anew with each byte.
answer=$(printf '%s\n' "$line" | timeout 2 nc -U "$path") && [ -n "$answer" ] || {
	echo "$path: no answer, or not all of it within 2 seconds" >&2
	exit 1
}
printf '%s\n' "$answer"
