import { etagOf } from "./etag-of.ts";

/** Bytes of JSON that are kept for the next who asks, and what names them. */
export interface KeptJson {
  readonly bytes: Buffer;
  readonly etag: string;
}

/** What an entry of a cache takes beside the characters of its key and its bytes, about. */
const ENTRY_BYTES = 640;

/** Writes an answer that was checked against its contract. */
export function keptJson(checked: object): KeptJson {
  const text = JSON.stringify(checked);
  // Memory of its own: a piece of the pool that small buffers share keeps all 8 KB of it for as long as itself.
  const bytes = Buffer.allocUnsafeSlow(Buffer.byteLength(text));
  bytes.write(text);
  return { bytes, etag: etagOf(bytes) };
}

/** What an answer weighs that is kept under a key, in bytes. */
export function keptWeight(key: string, { bytes }: KeptJson): number {
  return ENTRY_BYTES + key.length + bytes.length;
}
