// A solution: whatever the server sends goes to standard output until the end.
const net = require("node:net");
const readline = require("node:readline");

const [host, port] = process.argv.slice(2);
const server = net.connect(Number(port), host);
server.pipe(process.stdout);

const input = readline.createInterface({ input: process.stdin });
input.once("line", (line) => {
  server.write(line + "\n");
  input.close();
  process.stdin.destroy(); // else it would keep the program running
});
