import { Readable } from "node:stream";
import type { Api } from "./api.ts";
import type { Limits } from "./limits.ts";

/** An answer above this size is sent in pieces; one below is with the operating system at once, whoever reads it. */
const LARGE_BYTES = 256 << 10;
const PIECE_BYTES = 64 << 10;
/** Who reads more slowly than this is taken for one who does not read: a modem of the last century does. */
const LEAST_BYTES_PER_SECOND = 4_096;

/**
 * Ends connections whose reader does not take what was asked for: an answer that is not read stays in memory. Streams of events have
 * a rhythm of their own and are left alone.
 */
export function addSlowReaderLimit(api: Api, { idleMs }: Limits): void {
  // What the operating system takes at once counts for the first look; who reads nothing more is found by the second, before the time of
  // who says nothing is over.
  const lookMs = idleMs / 3;
  const leastBytes = (LEAST_BYTES_PER_SECOND * lookMs) / 1_000;
  api.addHook("onSend", (request, reply, payload: unknown, done) => {
    const isStream = payload instanceof Readable;
    const size =
      typeof payload === "string" || payload instanceof Uint8Array ? Buffer.byteLength(payload) : 0;
    if (!isStream && size < LARGE_BYTES) return done(null, payload);
    const { socket } = request.raw;
    // Who has gone while the answer was made closes nothing any more that would end the looks.
    if (reply.raw.closed || socket.destroyed) return done(null, payload);
    const taken = (): number => socket.bytesWritten - socket.writableLength;
    let before = taken();
    const timer = setInterval(() => {
      const now = taken();
      // What is slow may be the one who makes the answer: then nothing waits for the reader.
      if (socket.writableLength > 0 && now - before < leastBytes) socket.destroy();
      before = now;
    }, lookMs).unref();
    reply.raw.once("close", () => clearInterval(timer));
    if (isStream) return done(null, payload);
    const bytes = bytesOf(payload as string | Uint8Array<ArrayBuffer>);
    void reply.header("content-length", size);
    done(null, Readable.from(piecesOf(bytes), { objectMode: false }));
  });
}

/** Bytes that are there already are not there once more for each reader. */
function bytesOf(payload: string | Uint8Array<ArrayBuffer>): Buffer {
  return typeof payload === "string"
    ? Buffer.from(payload)
    : Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
}

function* piecesOf(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) yield bytes.subarray(at, at + PIECE_BYTES);
}
