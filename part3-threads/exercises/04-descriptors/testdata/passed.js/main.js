// A server that answers each line with its length. Node turns clients away when
// it has no descriptor left. So there are several workers, and one that has
// enough clients stops accepting. The keeper accepts nobody: while it has the
// listening socket open, clients can wait in its queue.
const cluster = require("node:cluster");
const net = require("node:net");
const readline = require("node:readline");

const workers = 4;
const clientsEach = 30; // a worker uses about 20 descriptors for itself

function serve(client) {
  const lines = readline.createInterface({ input: client });
  lines.on("line", (line) => client.write(`${Buffer.byteLength(line)}\n`));
  lines.on("close", () => client.end());
  // An error means that it has left.
  for (const stream of [client, lines]) stream.on("error", () => {});
}

function listen(server) {
  server.listen(Number(process.argv[2]), "127.0.0.1");
}

function keep() {
  const parent = process.ppid;
  const never = new Int32Array(new SharedArrayBuffer(4));
  const sleep = () => {
    while (process.ppid === parent) Atomics.wait(never, 0, 0, 1000); // ms
    process.exit();
  };
  listen(net.createServer().on("listening", () => process.nextTick(sleep)));
}

function work() {
  let accepted = 0;
  const server = net.createServer({ allowHalfOpen: true }, (client) => {
    serve(client);
    if (++accepted === clientsEach) server.close();
  });
  server.on("close", () => process.exit()); // when the last of them has left
  listen(server);
}

if (cluster.isPrimary) {
  cluster.schedulingPolicy = cluster.SCHED_NONE; // the workers accept
  cluster.fork({ KEEPER: "yes" }).once("listening", () => {
    for (let i = 0; i < workers; i++) cluster.fork();
    cluster.on("exit", () => cluster.fork());
  });
} else if (process.env.KEEPER) {
  keep();
} else {
  work();
}
