import { etagOf } from "./etag-of.ts";

/** Bytes of JSON that are kept for the next who asks, and what names them. */
export interface KeptJson {
  readonly bytes: Buffer;
  readonly etag: string;
}

/** Writes an answer that was checked against its contract. */
export function keptJson(checked: object): KeptJson {
  const bytes = Buffer.from(JSON.stringify(checked));
  return { bytes, etag: etagOf(bytes) };
}
