// Asks the word server by the plain message: sends a line, and prints what
// comes back until the server closes.
//
//     echo the quick | node plain.mjs [PATH]

import { connect } from 'node:net';
import { text } from 'node:stream/consumers';

const path = process.argv[2] ?? '/tmp/myservicesocket';

function fail(why) {
  console.error(why);
  process.exit(1);
}

// Node takes an empty path for a port, and cuts one that is too long.
if (!path || Buffer.byteLength(path) > 107) fail(`${path}: a socket's path has 1 to 107 bytes`);

// Not readline, for which a line also ends at a carriage return. Leaving the loop
// closes standard input; a terminal that is open would keep Node running.
let input = '';
for await (const chunk of process.stdin.setEncoding('utf8')) {
  input += chunk;
  if (chunk.includes('\n')) break;
}
if (input === '') fail('standard input ended before a message came');

// One deadline for everything; a socket's timeout begins anew with each byte.
setTimeout(fail, 2000, 'no complete answer within 2 seconds').unref();
const server = connect({ path }); // connect('9998') would be port 9998
server.write(input.split('\n', 1) + '\n');
const answer = await text(server).catch((problem) => fail(problem.message));
process.stdout.write(answer || fail('the server closed without an answer'));
