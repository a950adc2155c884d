import { connect, type Socket } from "node:net";

/** A crowd of connections that hardly send or hardly read, each opened again as soon as it is closed. */
export interface CrowdOptions {
  readonly port: number;
  readonly count: number;
  /** What they say when they are let in; one after another takes the next text. */
  readonly texts: readonly string[];
  /** What each says from time to time, never to come to an end. */
  readonly drip: string;
  /** Bytes that each reads in a second; it is paused in between. */
  readonly bytesPerSecond: number;
}

export interface CrowdReport {
  /** Connections that are open now, and those that have been closed. */
  readonly open: number;
  readonly closed: number;
  /** Seconds that the longest of all has lasted, or lasts. */
  readonly longest: number;
  readonly heard: Readonly<Record<string, number>>;
}

const BEAT_MS = 50;
/** Each member does something every so many beats, all of them spread over these: at one moment it would be another attack. */
const ROUND = 100;
const OPENED_A_BEAT = 20;

/** Keeps up such a crowd for as long as the process lives. */
function crowd({ port, count, texts, drip, bytesPerSecond }: CrowdOptions): () => CrowdReport {
  const members = new Map<Socket, { readonly began: number; readonly place: number }>();
  const heard: Record<string, number> = {};
  let wanted = 0;
  let closed = 0;
  let longest = 0;
  let opened = 0;
  const secondsSince = (began: number): number => (performance.now() - began) / 1_000;
  const join = (): void => {
    const began = performance.now();
    const text = texts[opened++ % texts.length]!;
    const socket = connect(port, "127.0.0.1", () => void socket.write(text));
    members.set(socket, { began, place: opened % ROUND });
    socket.pause();
    socket.once("readable", () => {
      const piece: unknown = socket.read(Math.min(12, socket.readableLength));
      const status = Buffer.isBuffer(piece) ? piece.toString("latin1", 9) : "nothing";
      heard[status] = (heard[status] ?? 0) + 1;
    });
    socket
      .on("error", () => undefined)
      .on("close", () => {
        members.delete(socket);
        closed++;
        longest = Math.max(longest, secondsSince(began));
      });
  };
  let beat = 0;
  setInterval(() => {
    beat = (beat + 1) % ROUND;
    wanted = Math.min(count, wanted + OPENED_A_BEAT);
    for (const [socket, { place }] of members) {
      if (place !== beat) continue;
      // What is paused does not hear that the other side has gone: writing to it does.
      if (!socket.connecting) socket.write(drip);
      const bytes = (bytesPerSecond * BEAT_MS * ROUND) / 1_000;
      if (bytes > 0) socket.read(Math.min(bytes, socket.readableLength));
    }
    for (let more = Math.min(wanted - members.size, OPENED_A_BEAT); more > 0; more--) join();
  }, BEAT_MS);
  return () => ({
    open: members.size,
    closed,
    longest: Math.max(longest, ...[...members.values()].map(({ began }) => secondsSince(began))),
    heard,
  });
}

// In a process of its own, so that nobody who measures is held up by it: told what to do, it says how it went whenever it is asked.
const reports: (() => CrowdReport)[] = [];
process.on("message", (message: readonly CrowdOptions[] | "report") => {
  if (message === "report") process.send!(reports.map((report) => report()));
  else reports.push(...message.map(crowd));
});
process.on("disconnect", () => process.exit(0));
