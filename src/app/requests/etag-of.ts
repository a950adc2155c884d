import { createHash } from "node:crypto";

/** What names bytes in `ETag` and `If-None-Match`: a part of their digest. */
export function etagOf(bytes: Uint8Array): string {
  return `"${createHash("sha256").update(bytes).digest("hex").slice(0, 32)}"`;
}
