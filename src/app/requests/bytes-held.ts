/** What a string or an object takes beside its characters or members. */
const HEAD_BYTES = 24;
const POINTER_BYTES = 8;

/**
 * Memory that plain data holds, about: typed arrays to the byte, strings at one byte a character, which most of them have. What is
 * reached in two ways counts once, strings excepted.
 */
export function bytesHeld(root: unknown): number {
  const seen = new Set<object>();
  const open: unknown[] = [root];
  let bytes = 0;
  while (open.length > 0) {
    const value = open.pop();
    if (typeof value === "string") bytes += HEAD_BYTES + value.length;
    if (typeof value !== "object" || value === null || seen.has(value)) continue;
    seen.add(value);
    bytes += HEAD_BYTES;
    if (ArrayBuffer.isView(value)) {
      if (!seen.has(value.buffer)) bytes += value.buffer.byteLength;
      seen.add(value.buffer);
      continue;
    }
    const members: readonly unknown[] = Array.isArray(value) ? value : Object.values(value);
    bytes += members.length * POINTER_BYTES;
    for (const member of members) open.push(member);
  }
  return bytes;
}
