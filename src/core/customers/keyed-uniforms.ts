import { hashText } from "../maths/hash-text.ts";
import { mix64, offsetWord, type Word64 } from "../maths/mix64.ts";

/** Segments and opportunities with the same name must not share random numbers. */
const CUSTOMERS_DOMAIN = 0x63757374;

/** What a random number decides. */
export const PURPOSES = { leaving: 0, comingBack: 1 } as const;
const PURPOSE_COUNT = 4; // room for more without changing what is there

/** Names the random numbers of one segment, month and purpose. */
export interface UniformKey {
  /** Whole number 0..2^32-1. */
  readonly seed: number;
  readonly segmentName: string;
  readonly month: number;
  readonly purpose: (typeof PURPOSES)[keyof typeof PURPOSES];
}

/**
 * Fills in uniform numbers above 0 and below 1 with 52 random bits. Each is a function of the key and of its own draw index
 * alone: neither other segments nor levers nor the number of draws change it.
 * @param uniforms shape [draw]; overwritten
 */
export function fillKeyedUniforms(uniforms: Float64Array, key: UniformKey): void {
  const { low, high } = streamOf(key);
  const word: Word64 = new Int32Array(2);
  for (let drawIndex = 0; drawIndex < uniforms.length; drawIndex++) {
    offsetWord(word, low, high, drawIndex);
    mix64(word);
    // A half is added to 52 bits, so that the sum is exact and neither 0 nor 1 can come out.
    uniforms[drawIndex] = ((word[1]! >>> 0) * 2 ** 20 + (word[0]! >>> 12) + 0.5) / 2 ** 52;
  }
}

function streamOf({ seed, segmentName, month, purpose }: UniformKey): { low: number; high: number } {
  const seedWord = new Int32Array(2);
  offsetWord(seedWord, seed | 0, 0, 1);
  mix64(seedWord);
  const name = hashText(segmentName);
  const word = new Int32Array(2);
  offsetWord(word, name[0]!, name[1]! ^ CUSTOMERS_DOMAIN, month * PURPOSE_COUNT + purpose);
  mix64(word);
  return { low: word[0]! ^ seedWord[0]!, high: word[1]! ^ seedWord[1]! };
}
