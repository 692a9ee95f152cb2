// Asks the word server by the plain message: sends a line, and prints what
// comes back until the server closes.
//
//     echo the quick | node plain.mjs [PATH]

import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';

const path = process.argv[2] ?? '/tmp/myservicesocket';

function fail(why) {
  console.error(why);
  process.exit(1);
}

let line;
for await (line of createInterface(process.stdin)) break;
if (line === undefined) fail('standard input ended before a message came');

// One deadline for everything; a socket's timeout begins anew with each byte.
setTimeout(fail, 2000, 'no complete answer within 2 seconds').unref();
const server = connect(path);
server.write(line + '\n');
const answer = await text(server).catch((problem) => fail(problem.message));
process.stdout.write(answer || fail('the server closed without an answer'));
