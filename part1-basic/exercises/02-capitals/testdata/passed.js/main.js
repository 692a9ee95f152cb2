// A solution: one client, one line, the end.
const net = require("node:net");

const server = net.createServer((client) => {
  server.close(); // no second client; the first one stays
  let text = "";
  client.setEncoding("latin1");
  client.on("data", (piece) => {
    text += piece;
    if (text.includes("\n")) client.end(text.toUpperCase(), "latin1");
  });
});
server.listen(Number(process.argv[2]), "127.0.0.1");
