/**
 * A stream of uniform numbers in [0, 1) with 32 bits, for one draw of plain Monte Carlo: Doty-Humphrey's sfc32. It
 * shares nothing with the keyed words of the kernels, whose oracle uses it.
 * @param seed   whole number 0..2^32-1
 * @param stream the same
 */
export function smallFastRandom(seed: number, stream: number): () => number {
  // In a typed array: numbers of 32 bits that a closure keeps would each be allocated anew.
  const state = Int32Array.of(seed, stream, 0x2545f491, 1);
  const next = () => {
    const a = state[0]!;
    const b = state[1]!;
    const c = state[2]!;
    const counter = state[3]!;
    const sum = (((a + b) | 0) + counter) | 0;
    state[0] = b ^ (b >>> 9);
    state[1] = (c + (c << 3)) | 0;
    state[2] = (((c << 21) | (c >>> 11)) + sum) | 0;
    state[3] = (counter + 1) | 0;
    return (sum >>> 0) / 2 ** 32;
  };
  // Neighbouring seeds and streams are far apart after 12 rounds; a few more cost nothing.
  for (let round = 0; round < 16; round++) next();
  return next;
}
