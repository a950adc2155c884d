// Asks for one thing from many connections, as a process of its own: what else the bench does would be counted as time to answer. Reads its
// plan from the one argument and says, as JSON, the milliseconds of the answers of each status, and how many were not answered.
import autocannon from "autocannon";

const { url, connections, warmUpSeconds, seconds, headers } = JSON.parse(process.argv[2]);
if (warmUpSeconds > 0) await autocannon({ url, connections, headers, duration: warmUpSeconds });
const ofStatus = new Map();
const running = autocannon({ url, connections, headers, duration: seconds });
running.on("response", (_client, status, _bytes, milliseconds) => {
  const known = ofStatus.get(status);
  if (known === undefined) ofStatus.set(status, [milliseconds]);
  else known.push(milliseconds);
});
const { errors } = await running;
process.stdout.write(JSON.stringify({ ofStatus: [...ofStatus], unanswered: errors }));
