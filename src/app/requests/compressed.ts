import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { inOwnMemory } from "./own-memory.ts";

/** Less than this goes in a few packets either way; more is kept nowhere. */
const LEAST_BYTES = 4 << 10;
const MOST_BYTES = 16 << 20;
/** Most that is kept of what is compressed, as a share of the bytes themselves: what saves less is not worth its place. */
export const MOST_SHARE = 0.5;

/** Gives the bytes compressed by gzip; nothing where that saves too little. */
export type Compressed = () => Promise<Buffer | undefined>;

/** Compresses bytes that are kept, once, when it is first asked for, and not in the thread that answers. */
export function compressedOnce(bytes: Buffer): Compressed {
  let made: Promise<Buffer | undefined> | undefined;
  return () => (made ??= compressed(bytes));
}

async function compressed(bytes: Buffer): Promise<Buffer | undefined> {
  if (bytes.length < LEAST_BYTES || bytes.length > MOST_BYTES) return undefined;
  // Where there is no memory for it, what is there already can be sent.
  const small = await promisify(gzip)(bytes).catch(() => undefined);
  if (small === undefined || small.length > bytes.length * MOST_SHARE) return undefined;
  return inOwnMemory(small);
}
