import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hashText } from "../../../src/core/maths/hash-text.ts";
import { mix64 } from "../../../src/core/maths/mix64.ts";

/** FNV-1a in whole 64-bit numbers, over code units with the low byte first. */
function fnvBig(text: string): bigint {
  let hash = 0xcbf29ce484222325n;
  for (const byte of Buffer.from(text, "utf16le"))
    hash = ((hash ^ BigInt(byte)) * 0x100000001b3n) % 2n ** 64n;
  return hash;
}

describe("hashText()", () => {
  it("is FNV-1a, scrambled, for any text", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(0xffff)), (units) => {
        const text = String.fromCharCode(...units); // half characters included
        const hash = fnvBig(text);
        const expected = Int32Array.of(
          Number(BigInt.asIntN(32, hash)),
          Number(BigInt.asIntN(32, hash >> 32n)),
        );
        mix64(expected);
        expect(hashText(text)).toEqual(expected);
      }),
    );
  });

  it("keeps 100,000 ids apart", () => {
    const keys = new Set(
      Array.from({ length: 100_000 }, (_, index) => hashText(`opportunity ${index}`).join()),
    );
    expect(keys.size).toBe(100_000);
  });
});
