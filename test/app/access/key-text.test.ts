import { describe, expect, it } from "vitest";
import { isSameDigest, newKeyText, readKeyText } from "../../../src/app/access/key-text.ts";

describe("the text of a key", () => {
  it("holds 256 bits of secret and is read back to what is stored of it", () => {
    const { text, prefix, sha256 } = newKeyText();
    expect(text).toMatch(/^rvc_[0-9a-z]{10}_[0-9a-f]{72}$/);
    const read = readKeyText(text);
    expect(read?.prefix).toBe(prefix);
    expect(isSameDigest(read!.sha256, sha256)).toBe(true);
  });

  it("is never the same twice", () => {
    const texts = new Set(Array.from({ length: 500 }, () => newKeyText().text));
    expect(texts.size).toBe(500);
    expect(new Set([...texts].map((text) => text.slice(0, 14))).size).toBe(500);
  });

  it("is told from a mistyped one wherever one character differs", () => {
    const { text } = newKeyText();
    for (let place = 0; place < text.length; place++) {
      const other = text[place] === "3" ? "4" : "3";
      expect(
        readKeyText(text.slice(0, place) + other + text.slice(place + 1)),
        `at ${place}`,
      ).toBeUndefined();
    }
    for (const wrong of ["", "rvc_", text.slice(1), `${text} `, text.toUpperCase()]) {
      expect(readKeyText(wrong)).toBeUndefined();
    }
  });

  it("is compared with digests of its own length only", () => {
    expect(isSameDigest(Buffer.alloc(32), Buffer.alloc(31))).toBe(false);
    expect(isSameDigest(Buffer.alloc(32), Buffer.alloc(32, 1))).toBe(false);
  });
});
