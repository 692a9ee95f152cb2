// Asks the word service through a Redis client for Node, with its defaults.
//
//   node ask.mjs redis|ioredis HOST:PORT

import { readFileSync } from 'node:fs';
import { createClient } from 'redis';
import Redis from 'ioredis';

const words = ['the', 'zyzzyva', 'quick'];

async function askRedis(url) {
  const client = createClient({ url });
  // Without a listener, or with one that goes on, it would try for ever.
  client.on('error', (error) => { throw error; });
  await client.connect();
  const counts = [await client.get(words[0]), ...await client.mGet(words)];
  await client.close();
  return counts;
}

async function askIoredis(url) {
  const client = new Redis(url);
  client.on('error', (error) => { throw error; });
  const counts = [await client.get(words[0]), ...await client.mget(words)];
  await client.quit();
  return counts;
}

const [name, address] = process.argv.slice(2);
const ask = { redis: askRedis, ioredis: askIoredis }[name];
const counts = await ask(`redis://${address}`);
const about = new URL(`node_modules/${name}/package.json`, import.meta.url);
console.log(JSON.parse(readFileSync(about)).version);
console.log(counts.map((count) => count ?? 'nil').join(' '));
