// A solution: only the bytes from blank to ~ are printed as they are.
const net = require("node:net");

const server = net.createServer((client) => {
  server.close(); // no second client; the first one stays
  let text = "";
  client.setEncoding("latin1"); // a character for each byte
  client.on("data", (piece) => {
    text += piece;
    if (!text.includes("\n")) return;
    console.log("message: " + text.replace(/[^ -~]/g, visible));
    client.end("I got your message");
  });
});
server.listen(Number(process.argv[2]), "127.0.0.1");

function visible(byte) {
  return "\\x" + byte.charCodeAt(0).toString(16).padStart(2, "0");
}
