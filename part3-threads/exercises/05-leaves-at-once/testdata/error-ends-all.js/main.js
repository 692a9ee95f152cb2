// Wrong: nobody handles the client's error event, and Node ends the program.
const net = require("node:net");
const readline = require("node:readline");
const { Readable } = require("node:stream");

function* answer(times, word) {
  for (let i = 0; i < times; i++) yield `${word}\n`;
}

function serve(client) {
  const lines = readline.createInterface({ input: client });
  lines.on("error", () => {});
  lines.once("line", (line) => {
    const [times, word] = line.split(" ");
    Readable.from(answer(Number(times), word)).pipe(client);
  });
}

net
  .createServer({ allowHalfOpen: true }, serve)
  .listen(Number(process.argv[2]), "127.0.0.1");
