// Another caller, as a process of its own: the one that makes the load has no time to hear answers. Asks now and then for so many
// milliseconds, and says what it was answered and after how many.
import { once } from "node:events";
import { get } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

const [url, localAddress, milliseconds, key] = process.argv.slice(2);
const EVERY_MS = 50;
const headers = key === undefined ? {} : { authorization: `Bearer ${key}` };
const probes = [];
const endsAt = performance.now() + Number(milliseconds);
while (performance.now() < endsAt) {
  const startedAt = performance.now();
  // Linux answers on all of 127.0.0.0/8; elsewhere there is one such address, and others are counted with the load.
  const address = process.platform === "linux" ? { localAddress } : {};
  const asked = get(url, { agent: false, headers, ...address });
  const [reply] = await once(asked, "response");
  reply.resume();
  await once(reply, "end");
  probes.push({ status: reply.statusCode, milliseconds: performance.now() - startedAt });
  await sleep(EVERY_MS);
}
console.log(JSON.stringify(probes));
