/**
 * The same bytes in memory of their own, to be kept: a piece of the pool that small buffers share, or of a larger one, keeps all of it for as
 * long as itself.
 */
export function inOwnMemory(bytes: Buffer): Buffer {
  if (bytes.buffer.byteLength === bytes.length) return bytes;
  const own = Buffer.allocUnsafeSlow(bytes.length);
  own.set(bytes);
  return own;
}
