import { ensure } from "../core/base/ensure.ts";

/** Bytes before the values of a piece: its least value as a Float64, and how many bytes a value has. */
const HEAD_BYTES = 9;
/** A value as the Float64 that it is. */
const AS_IT_IS = 8;

/**
 * Draws in as few bytes as they need: piece after piece, its least value and whole bytes for what each one is more. Draws are whole minor
 * units, most of them a few billion at most, and none in many pieces of a small row. Lossless for any number.
 * @param pieceLength values of a piece, the last one may be shorter
 */
export function packDraws(draws: Float64Array, pieceLength: number): Uint8Array {
  const pieces: Uint8Array[] = [];
  for (let from = 0; from < draws.length; from += pieceLength) {
    pieces.push(packedPiece(draws.subarray(from, from + pieceLength)));
  }
  const bytes = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

/** The draws of `packDraws`, written from the start of `draws`, which has their number. */
export function unpackDraws(bytes: Uint8Array, pieceLength: number, draws: Float64Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  for (let from = 0; from < draws.length; from += pieceLength) {
    const piece = draws.subarray(from, from + pieceLength);
    const least = view.getFloat64(at, true);
    const width = bytes[at + 8]!;
    at += HEAD_BYTES;
    for (let place = 0; place < piece.length; place++, at += width) {
      piece[place] = width === AS_IT_IS ? view.getFloat64(at, true) : least + wholeOf(bytes, at, width);
    }
  }
  ensure(at === bytes.length, "Packed draws have another number of values");
}

function packedPiece(piece: Float64Array): Uint8Array {
  let least = Infinity;
  let most = -Infinity;
  let isWhole = true;
  for (let place = 0; place < piece.length; place++) {
    const value = piece[place]!;
    isWhole &&= Number.isSafeInteger(value) && !Object.is(value, -0);
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  const width = isWhole && Number.isSafeInteger(most - least) ? bytesOf(most - least) : AS_IT_IS;
  const bytes = new Uint8Array(HEAD_BYTES + width * piece.length);
  const view = new DataView(bytes.buffer);
  view.setFloat64(0, width === AS_IT_IS ? 0 : least, true);
  bytes[8] = width;
  for (let place = 0, at = HEAD_BYTES; place < piece.length; place++, at += width) {
    if (width === AS_IT_IS) view.setFloat64(at, piece[place]!, true);
    else setWhole(bytes, at, width, piece[place]! - least);
  }
  return bytes;
}

/** 0 for 0, else up to 7 for a safe integer. */
function bytesOf(whole: number): number {
  let count = 0;
  for (let left = whole; left > 0; left = Math.floor(left / 256)) count++;
  return count;
}

function setWhole(bytes: Uint8Array, at: number, width: number, whole: number): void {
  let left = whole;
  for (let place = at; place < at + width; place++) {
    bytes[place] = left % 256;
    left = Math.floor(left / 256);
  }
}

function wholeOf(bytes: Uint8Array, at: number, width: number): number {
  let whole = 0;
  for (let place = at + width - 1; place >= at; place--) whole = whole * 256 + bytes[place]!;
  return whole;
}
