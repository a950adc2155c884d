import { compressedOnce, MOST_SHARE, type Compressed } from "./compressed.ts";
import { etagOf } from "./etag-of.ts";
import { inOwnMemory } from "./own-memory.ts";

/** Bytes of JSON, and what names them. */
export interface JsonAnswer {
  readonly bytes: Buffer;
  readonly etag: string;
  /** The same, compressed; only of what is kept for the next who asks. */
  readonly compressed?: Compressed;
}

/** An answer that is kept for the next who asks. */
export type KeptJson = Required<JsonAnswer>;

/** What an entry of a cache takes beside the characters of its key and its bytes, about. */
const ENTRY_BYTES = 640;

/** Writes an answer that was checked against its contract. */
export function jsonAnswer(checked: object): JsonAnswer {
  return answerOf(Buffer.from(JSON.stringify(checked)));
}

export function answerOf(bytes: Buffer): JsonAnswer {
  return { bytes, etag: etagOf(bytes) };
}

/** Makes ready to be kept what was made for one. */
export function keptJson({ bytes, etag }: JsonAnswer): KeptJson {
  const own = inOwnMemory(bytes);
  return { bytes: own, etag, compressed: compressedOnce(own) };
}

/** What an answer weighs that is kept under a key, in bytes, compressed and not. */
export function keptWeight(key: string, { bytes }: JsonAnswer): number {
  return ENTRY_BYTES + key.length + (1 + MOST_SHARE) * bytes.length;
}
