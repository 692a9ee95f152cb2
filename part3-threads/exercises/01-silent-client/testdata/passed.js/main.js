// A server that answers each client's line in capitals, with one event loop.
const net = require("node:net");

function serve(client) {
  let text = "";
  client.setEncoding("latin1");
  client.on("data", (piece) => {
    text += piece;
    const end = text.indexOf("\n") + 1;
    if (end > 0) client.end(text.slice(0, end).toUpperCase(), "latin1");
  });
  client.on("end", () => client.end());
  client.on("error", () => {}); // it has left
}

net
  .createServer({ allowHalfOpen: true }, serve)
  .listen(Number(process.argv[2]), "127.0.0.1");
