// A server with a process for each client. Node itself collects those that have
// ended.
const { fork } = require("node:child_process");
const net = require("node:net");
const readline = require("node:readline");

// serve answers each line of a client in capitals.
function serve(client) {
  const lines = readline.createInterface({ input: client });
  lines.on("line", (line) => {
    if (line === "crash") process.exit(3); // stands for a bug
    client.write(`${line.toUpperCase()}\n`);
  });
  client.on("end", () => client.end());
  client.on("close", () => process.exit());
  // An error means that it has left.
  for (const stream of [client, lines]) stream.on("error", () => {});
}

if (process.argv[2] === "child") {
  process.once("message", (_, client) => serve(client));
} else {
  net
    .createServer({ allowHalfOpen: true, pauseOnConnect: true }, (client) => {
      fork(__filename, ["child"]).send("client", client);
    })
    .listen(Number(process.argv[2]), "127.0.0.1");
}
