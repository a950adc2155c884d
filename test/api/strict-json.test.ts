import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseStrictJson } from "../../src/api/strict-json.ts";

describe("parseStrictJson()", () => {
  it("reads what JSON.parse reads, where that means one thing", () => {
    const names = fc.string().filter((name) => !["__proto__", "constructor", "prototype"].includes(name));
    const plain = fc.json({ maxDepth: 6, stringUnit: "grapheme" });
    fc.assert(
      fc.property(plain, fc.dictionary(names, fc.jsonValue()), (text, object) => {
        fc.pre(!/__proto__|constructor|prototype|\\u0000|\\ud[89a-f]/i.test(text + JSON.stringify(object)));
        expect(parseStrictJson(text)).toEqual(JSON.parse(text));
        expect(JSON.stringify(parseStrictJson(JSON.stringify(object)))).toBe(JSON.stringify(object));
      }),
    );
  });

  it.each([
    ['{"a":1,"a":2}', /two fields a/],
    ['{"x":[{"a":1,"b":{"a":1},"\\u0061":2}]}', /two fields a/],
    ['{"a":1e400}', /too large/],
    ["[-1e999]", /too large/],
    ['{"__proto__":{"x":1}}', /may not be called __proto__/],
    ['{"constructor":{"prototype":{}}}', /may not be called constructor/],
    ['"a\\u0000b"', /character that is none/],
    ['{"\\ud800":1}', /character that is none/],
    [`${"[".repeat(66)}${"]".repeat(66)}`, /nested deeper than 64/],
    ["[".repeat(200_000), /no JSON/],
    [`${"[".repeat(200_000)}${"]".repeat(200_000)}`, /nested deeper|no JSON/],
    ["{a:1}", /no JSON/],
    ["", /it is empty; send JSON/],
    ["NaN", /no JSON/],
  ])("refuses %s", (text, message) => {
    expect(() => parseStrictJson(text)).toThrow(message);
  });

  it("lets equal names of different objects and names within texts be", () => {
    const text = '[{"a":1},{"a":2},{"b":"\\"a\\":1,{","a":{"a":"}"}}]';
    expect(parseStrictJson(text)).toEqual(JSON.parse(text));
  });

  it("takes a time that grows with the length alone", () => {
    const text = `{"a":"${'\\"'.repeat(500_000)}"}`;
    const began = performance.now();
    parseStrictJson(text);
    expect(performance.now() - began).toBeLessThan(1_000);
  });
});
