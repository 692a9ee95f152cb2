// Asks the word server by RESP, through node-redis: prints each word and its count.
//
//     npm install --no-save redis
//     echo the quick | node resp.mjs [PATH]

import { createInterface } from 'node:readline';
import { createClient } from 'redis';

const path = process.argv[2] ?? '/tmp/myservicesocket';

function fail(problem) {
  console.error(problem.message);
  process.exit(1);
}

let words = [];
for await (const line of createInterface(process.stdin)) {
  words = line.match(/\S+/g) ?? [];
  break;
}
if (words.length === 0) fail(Error('standard input: no words in its first line'));

const client = createClient({ socket: { path, socketTimeout: 2000 } });
// Without a listener, or with one that goes on, it would try to connect forever.
client.on('error', fail);
await client.connect();
const counts = await client.mGet(words).catch(fail);
// The server chose the type and the size of the reply, so check both.
if (!Array.isArray(counts) || counts.length !== words.length ||
    !counts.every((count) => count === null || typeof count === 'string')) {
  fail(Error(`${path}: the reply does not have a count for each word`));
}
words.forEach((word, i) => console.log(`${word}\t${counts[i] ?? 0}`));
await client.close();
