// Columns in shared memory: threads read them in place, and on one thread they cost the same as others. Beware of
// `map` and `slice`: they return columns in memory of their own.

type ValueAt = (index: number) => number;

export const sharedInt32 = (length: number, valueAt?: ValueAt): Int32Array =>
  filled(new Int32Array(new SharedArrayBuffer(4 * length)), valueAt);

export const sharedUint16 = (length: number, valueAt?: ValueAt): Uint16Array =>
  filled(new Uint16Array(new SharedArrayBuffer(2 * length)), valueAt);

export const sharedUint8 = (length: number): Uint8Array => new Uint8Array(new SharedArrayBuffer(length));

export const sharedFloat32 = (length: number): Float32Array =>
  new Float32Array(new SharedArrayBuffer(4 * length));

export const sharedFloat64 = (length: number, valueAt?: ValueAt): Float64Array =>
  filled(new Float64Array(new SharedArrayBuffer(8 * length)), valueAt);

function filled<Column extends Int32Array | Uint16Array | Float64Array>(
  column: Column,
  valueAt: ValueAt | undefined,
): Column {
  if (valueAt === undefined) return column;
  for (let index = 0; index < column.length; index++) column[index] = valueAt(index);
  return column;
}
