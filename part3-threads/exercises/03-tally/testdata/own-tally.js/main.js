// Wrong: each client has a tally of its own.
const net = require("node:net");
const readline = require("node:readline");

function serve(client) {
  const counts = new Map();
  const lines = readline.createInterface({ input: client });
  lines.on("line", (line) => {
    counts.set(line, (counts.get(line) ?? 0) + 1);
    client.write(`${counts.get(line)}\n`);
  });
  lines.on("close", () => client.end());
  for (const stream of [client, lines]) stream.on("error", () => {});
}

net
  .createServer({ allowHalfOpen: true }, serve)
  .listen(Number(process.argv[2]), "127.0.0.1");
