// A server that repeats a client's word as often as it asks, unless it leaves
// before.
const net = require("node:net");
const readline = require("node:readline");
const { Readable, pipeline } = require("node:stream");

function* answer(times, word) {
  for (let i = 0; i < times; i++) yield `${word}\n`;
}

function serve(client) {
  const lines = readline.createInterface({ input: client });
  for (const stream of [client, lines]) stream.on("error", () => {});
  lines.once("line", (line) => {
    const [times, word] = line.split(" ");
    pipeline(Readable.from(answer(Number(times), word)), client, () => {});
  });
}

net
  .createServer({ allowHalfOpen: true }, serve)
  .listen(Number(process.argv[2]), "127.0.0.1");
