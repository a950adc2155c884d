import { mix64, type Word64 } from "./mix64.ts";

const PRIME_LOW = 0x1b3; // the prime is 2^40 + 0x1b3

/**
 * Key of a text: FNV-1a with 64 bits over its UTF-16 code units (low byte first), then scrambled, so that texts which
 * differ in one letter have keys that differ in half of their bits.
 * @param text any, the empty one included; two texts have the same key with a chance of 2^-64
 * @see Fowler, Noll & Vo, draft-eastlake-fnv
 */
export function hashText(text: string): Word64 {
  let low = 0x84222325 | 0;
  let high = 0xcbf29ce4 | 0;
  for (let place = 0; place < 2 * text.length; place++) {
    const unit = text.charCodeAt(place >> 1);
    low ^= (place & 1) === 0 ? unit & 0xff : unit >>> 8;
    const product = (low >>> 0) * PRIME_LOW; // below 2^41, so exact
    high = (Math.imul(high, PRIME_LOW) + Math.floor(product / 2 ** 32) + (low << 8)) | 0;
    low = product | 0;
  }
  const key = Int32Array.of(low, high);
  mix64(key);
  return key;
}
