// A server that counts the lines of all clients in one tally. It has one
// thread, so it needs no lock.
const net = require("node:net");
const readline = require("node:readline");

const counts = new Map();

// add counts a line and returns how often it has come so far.
function add(line) {
  const count = (counts.get(line) ?? 0) + 1;
  counts.set(line, count);
  return count;
}

function serve(client) {
  const lines = readline.createInterface({ input: client });
  lines.on("line", (line) => client.write(`${add(line)}\n`));
  lines.on("close", () => client.end());
  // An error means that it has left.
  for (const stream of [client, lines]) stream.on("error", () => {});
}

net
  .createServer({ allowHalfOpen: true }, serve)
  .listen(Number(process.argv[2]), "127.0.0.1");
