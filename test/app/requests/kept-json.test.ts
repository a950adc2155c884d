import { describe, expect, it } from "vitest";
import { etagOf } from "../../../src/app/requests/etag-of.ts";
import { jsonAnswer, keptJson, keptWeight } from "../../../src/app/requests/kept-json.ts";

describe("keptJson()", () => {
  it("writes the bytes of the JSON, whatever is in it", () => {
    for (const value of [{}, { name: "Zoë 🏔", list: [1, null] }, { text: "x".repeat(20_000) }]) {
      const { bytes, etag } = keptJson(jsonAnswer(value));
      expect(JSON.parse(bytes.toString("utf8"))).toEqual(value);
      expect(etag).toBe(etagOf(Buffer.from(JSON.stringify(value))));
    }
  });

  it("holds no more memory than its bytes: nothing of the pool of small buffers", () => {
    const { bytes } = keptJson(jsonAnswer({ rows: [] }));
    expect(bytes.buffer.byteLength).toBe(bytes.length);
  });

  it("weighs what keeping it takes, and not its characters alone", () => {
    expect(keptWeight("key", keptJson(jsonAnswer({})))).toBeGreaterThan(600);
    expect(keptWeight("key", keptJson(jsonAnswer({ text: "x".repeat(1_000) })))).toBeGreaterThan(1_600);
  });
});
