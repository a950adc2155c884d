/**
 * A stream of uniform numbers in [0, 1) with 32 bits, for one draw of plain Monte Carlo: Doty-Humphrey's sfc32. It
 * shares nothing with the keyed words of the kernels, whose oracle uses it.
 * @param seed   whole number 0..2^32-1
 * @param stream the same
 */
export function smallFastRandom(seed: number, stream: number): () => number {
  let a = seed | 0;
  let b = stream | 0;
  let c = 0x2545f491;
  let counter = 1;
  const next = () => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
  // Neighbouring seeds and streams are far apart after 12 rounds; a few more cost nothing.
  for (let round = 0; round < 16; round++) next();
  return () => next() / 2 ** 32;
}
