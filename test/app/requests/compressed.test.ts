import { randomBytes } from "node:crypto";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { compressedOnce, MOST_SHARE } from "../../../src/app/requests/compressed.ts";

const rows = (count: number): Buffer =>
  Buffer.from(JSON.stringify(Array.from({ length: count }, (_, row) => ({ id: `op-${row}`, amount: row }))));

describe("compressedOnce()", () => {
  it("gives the same bytes, smaller, in memory of their own", async () => {
    for (const bytes of [rows(200), rows(20_000)]) {
      const small = await compressedOnce(bytes)();
      expect(gunzipSync(small!).equals(bytes)).toBe(true);
      expect(small!.length).toBeLessThanOrEqual(MOST_SHARE * bytes.length);
      expect(small!.buffer.byteLength).toBe(small!.length);
    }
  });

  it("compresses once, however many ask", async () => {
    const compressed = compressedOnce(rows(200));
    const [first, second] = await Promise.all([compressed(), compressed()]);
    expect(second).toBe(first);
    expect(await compressed()).toBe(first);
  });

  it("gives nothing where it saves too little", async () => {
    expect(await compressedOnce(rows(10))()).toBeUndefined();
    expect(await compressedOnce(randomBytes(100_000))()).toBeUndefined();
  });
});
