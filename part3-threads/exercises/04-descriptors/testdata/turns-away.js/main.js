// Wrong, and not by its own fault: when Node has no descriptor left, it
// accepts clients with one that it keeps in reserve, and closes the
// connections.
const net = require("node:net");
const readline = require("node:readline");

function serve(client) {
  const lines = readline.createInterface({ input: client });
  lines.on("line", (line) => client.write(`${Buffer.byteLength(line)}\n`));
  lines.on("close", () => client.end());
  for (const stream of [client, lines]) stream.on("error", () => {});
}

net
  .createServer({ allowHalfOpen: true }, serve)
  .listen(Number(process.argv[2]), "127.0.0.1");
