// Asks for one thing from many connections, as ask-autocannon.mjs does, and counts the bytes of each answer without making anything of them: autocannon
// makes text of every body, which takes more of a processor than to send a large one. Same argument, same words.
import { connect } from "node:net";

const { url, connections, warmUpSeconds, seconds, headers } = JSON.parse(process.argv[2]);
const { hostname, port, pathname, search, host } = new URL(url);
const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
const request = Buffer.from(`GET ${pathname}${search} HTTP/1.1\r\nhost: ${host}\r\n${lines.join("")}\r\n`);
const notedFrom = performance.now() + warmUpSeconds * 1_000;
const notedTo = notedFrom + seconds * 1_000;
/** Who is not answered so long after the end is not answered at all. */
const LONGEST_MS = 10_000;
const ofStatus = new Map();
let unanswered = 0;

function note(status, askedAt, now) {
  if (askedAt < notedFrom || askedAt > notedTo) return;
  const known = ofStatus.get(status);
  if (known === undefined) ofStatus.set(status, [now - askedAt]);
  else known.push(now - askedAt);
}

/** Asks again and again on a connection of its own, until the time is over. */
function ask() {
  return new Promise((resolve) => {
    let askedAt;
    let status;
    let head = "";
    let bytesLeft;
    let isOver = false;
    const again = () => {
      askedAt = performance.now();
      head = "";
      status = undefined;
      isOver = askedAt > notedTo;
      if (isOver) socket.destroy();
      else socket.write(request);
    };
    const take = (byteCount, bytes) => {
      if (status === undefined) {
        head += bytes.latin1Slice(0, byteCount);
        const end = head.indexOf("\r\n\r\n");
        if (end < 0) return true;
        status = Number(head.slice(9, 12));
        bytesLeft = Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? 0) - (head.length - end - 4);
      } else bytesLeft -= byteCount;
      if (bytesLeft > 0) return true;
      if (bytesLeft < 0) throw new RangeError(`More was sent than was said: ${head.slice(0, 500)}`);
      note(status, askedAt, performance.now());
      again();
      return true;
    };
    const socket = connect({
      host: hostname,
      port: Number(port),
      onread: { buffer: Buffer.allocUnsafe(65_536), callback: take },
    });
    const tooLate = setTimeout(() => socket.destroy(), notedTo + LONGEST_MS - performance.now());
    socket.on("connect", again).on("error", (error) => console.error(String(error)));
    socket.on("close", () => {
      clearTimeout(tooLate);
      if (!isOver) unanswered++;
      resolve();
    });
  });
}

await Promise.all(Array.from({ length: connections }, ask));
process.stdout.write(JSON.stringify({ ofStatus: [...ofStatus], unanswered }));
