import { mix64, offsetWord } from "../maths/mix64.ts";

/** 64 permutations with a random exclusive-or and shift make win sets that overlap as random ones do (to 0.6 %). */
export const PERMUTATION_COUNT = 64;

const cache = new Map<number, Uint16Array>();

/**
 * The library of permutations of 0..blockSize-1 that choose the draws of a block; fixed for good by the block size.
 * Each row is stored twice in sequence, so that a shifted reading needs no wrap.
 * @param blockSize power of two, 8..1024
 * @returns shape [PERMUTATION_COUNT x 2 blockSize], row-major, in shared memory; do not write
 */
export function permutationLibrary(blockSize: number): Uint16Array {
  const known = cache.get(blockSize);
  if (known !== undefined) return known;
  const library = new Uint16Array(new SharedArrayBuffer(PERMUTATION_COUNT * 2 * blockSize * 2));
  const word = new Int32Array(2);
  for (let row = 0; row < PERMUTATION_COUNT; row++) {
    const permutation = library.subarray(row * 2 * blockSize, row * 2 * blockSize + blockSize);
    for (let place = 0; place < blockSize; place++) permutation[place] = place;
    for (let place = blockSize - 1; place > 0; place--) {
      offsetWord(word, blockSize, row, place);
      mix64(word);
      // A 32-bit fraction times at most 1,024 is exact in Float64 and favours no place by more than 2^-22.
      const other = Math.floor(((word[1]! >>> 0) * (place + 1)) / 2 ** 32);
      const moved = permutation[place]!;
      permutation[place] = permutation[other]!;
      permutation[other] = moved;
    }
    library.copyWithin(row * 2 * blockSize + blockSize, row * 2 * blockSize, row * 2 * blockSize + blockSize);
  }
  cache.set(blockSize, library);
  return library;
}
