import { createHash, type Hash } from "node:crypto";
import type { ChangeLog } from "../../core/pipeline/change-log.ts";

/** Digest of everything in a change log: equal logs give equal answers, to the byte. */
export function logDigest(log: ChangeLog): string {
  const hash = createHash("sha256");
  addValue(hash, log);
  return hash.digest("hex");
}

/** Every value is told apart from others by its kind and length; the names of fields count, their order does not. */
function addValue(hash: Hash, value: unknown): void {
  if (value instanceof Float64Array) {
    hash.update(`numbers ${value.length}\n`);
    // Adding 0 makes one of the two zeros, which no row can tell apart.
    const plain = value.map((number) => number + 0);
    hash.update(new Uint8Array(plain.buffer, plain.byteOffset, plain.byteLength));
  } else if (value instanceof Int32Array || value instanceof Uint16Array || value instanceof Uint8Array) {
    hash.update(`integers ${value.length} ${value.BYTES_PER_ELEMENT}\n`);
    hash.update(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
  } else if (Array.isArray(value)) {
    hash.update(`list ${value.length}\n`);
    for (const item of value) addValue(hash, item);
  } else if (typeof value === "object" && value !== null) {
    const fields = Object.entries(value).filter(([, field]) => field !== undefined);
    fields.sort(([a], [b]) => (a < b ? -1 : 1));
    hash.update(`fields ${fields.length}\n`);
    for (const [name, field] of fields) {
      addValue(hash, name);
      addValue(hash, field);
    }
  } else if (typeof value === "string") {
    hash.update(`text ${value.length}\n${value}\n`);
  } else {
    hash.update(`${typeof value} ${String(value)}\n`);
  }
}
