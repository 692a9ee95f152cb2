// A server that answers each line with its length.
const net = require("node:net");

const maxLine = 4096;

function serve(client) {
  let length = 0; // of the line that is under way
  client.on("data", (piece) => {
    for (const byte of piece) {
      if (byte === 10) {
        client.write(`${length}\n`);
        length = 0;
      } else if (++length > maxLine) {
        client.end(`# a line has at most ${maxLine} bytes\n`);
        client.removeAllListeners().on("error", () => {}).resume();
        return;
      }
    }
  });
  client.on("end", () => client.end(length > 0 ? `${length}\n` : ""));
  client.on("error", () => {}); // it has left
}

net
  .createServer({ allowHalfOpen: true }, serve)
  .listen(Number(process.argv[2]), "127.0.0.1");
