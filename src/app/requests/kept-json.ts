import { compressedOnce, MOST_SHARE, type Compressed } from "./compressed.ts";
import { etagOf } from "./etag-of.ts";

/** Bytes of JSON that are kept for the next who asks, and what names them. */
export interface KeptJson {
  readonly bytes: Buffer;
  readonly etag: string;
  /** The same, compressed; not given of what is made for one who asks. */
  readonly compressed?: Compressed;
}

/** What an entry of a cache takes beside the characters of its key and its bytes, about. */
const ENTRY_BYTES = 640;

/** Writes an answer that was checked against its contract. */
export function keptJson(checked: object): KeptJson {
  const text = JSON.stringify(checked);
  // Memory of its own: a piece of the pool that small buffers share keeps all 8 KB of it for as long as itself.
  const bytes = Buffer.allocUnsafeSlow(Buffer.byteLength(text));
  bytes.write(text);
  return keptBytes(bytes);
}

/** @param bytes of JSON, in memory of their own */
export function keptBytes(bytes: Buffer): Required<KeptJson> {
  return { bytes, etag: etagOf(bytes), compressed: compressedOnce(bytes) };
}

/** What an answer weighs that is kept under a key, in bytes, compressed and not. */
export function keptWeight(key: string, { bytes }: KeptJson): number {
  return ENTRY_BYTES + key.length + (1 + MOST_SHARE) * bytes.length;
}
