// Asks the word server by RESP, through node-redis: prints each word and its count.
//
//     npm install --no-save redis
//     echo the quick | node resp.mjs [PATH]

const path = process.argv[2] ?? '/tmp/myservicesocket';

function fail(problem) {
  console.error(problem.message);
  process.exit(1);
}

const { createClient } = await import('redis').catch((problem) =>
  fail(Error(`${problem.message}; run npm install --no-save redis`)));

// Node takes an empty path for a port, and cuts one that is too long.
if (!path || Buffer.byteLength(path) > 107) {
  fail(Error(`${path}: a socket's path has 1 to 107 bytes`));
}

// Not readline, for which a line also ends at a carriage return. Leaving the loop
// closes standard input; a terminal that is open would keep Node running.
let input = '';
for await (const chunk of process.stdin.setEncoding('utf8')) {
  input += chunk;
  if (chunk.includes('\n')) break;
}
const words = input.split('\n', 1)[0].match(/\S+/g);
if (!words) fail(Error('standard input: no words in its first line'));

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
