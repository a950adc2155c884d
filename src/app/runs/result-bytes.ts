/** Typed arrays that results of cells hold. */
const ARRAYS = { $f64: Float64Array, $i32: Int32Array, $u8: Uint8Array } as const;
type Tag = keyof typeof ARRAYS;
type TypedArray = Float64Array | Int32Array | Uint8Array;

/**
 * Bytes of a result that another cell goes on with: JSON, with typed arrays and the numbers that JSON lacks under a tag. The same value
 * gives the same bytes on every machine and every version of Node, so that a digest of them can be compared.
 */
export function resultBytes(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value, (_, part: unknown) => tagged(part)));
}

/** The value of `resultBytes`. */
export function fromResultBytes(bytes: Uint8Array): unknown {
  return JSON.parse(Buffer.from(bytes).toString("utf8"), (_, part: unknown) => untagged(part)) as unknown;
}

function tagged(part: unknown): unknown {
  if (typeof part === "number" && (!Number.isFinite(part) || Object.is(part, -0))) {
    return { $number: Object.is(part, -0) ? "-0" : String(part) };
  }
  for (const tag of Object.keys(ARRAYS) as Tag[]) {
    if (part instanceof ARRAYS[tag]) return { [tag]: base64Of(part) };
  }
  return part;
}

function base64Of({ buffer, byteOffset, byteLength }: TypedArray): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString("base64");
}

function untagged(part: unknown): unknown {
  if (typeof part !== "object" || part === null) return part;
  const keys = Object.keys(part);
  if (keys.length !== 1) return part;
  const text: unknown = Object.values(part)[0];
  if (typeof text !== "string") return part;
  if (keys[0] === "$number") return Number(text);
  if (keys[0] === undefined || !(keys[0] in ARRAYS)) return part;
  // Copied, since an array of eight-byte numbers has to begin at a multiple of eight.
  return new ARRAYS[keys[0] as Tag](Uint8Array.from(Buffer.from(text, "base64")).buffer);
}
