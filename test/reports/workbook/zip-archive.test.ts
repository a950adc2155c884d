import { crc32 } from "node:zlib";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { zipArchive } from "../../../src/reports/workbook/zip-archive.ts";
import { readParts } from "./read-parts.ts";

describe("zipArchive()", () => {
  it("gives every text back, whatever its characters", () => {
    const entries = fc.uniqueArray(
      fc.record({ path: fc.string({ unit: "binary", minLength: 1 }), text: fc.string({ unit: "binary" }) }),
      { selector: ({ path }) => path },
    );
    fc.assert(
      fc.property(entries, (files) => {
        const parts = readParts(zipArchive(files));
        expect([...parts]).toEqual(files.map(({ path, text }) => [path, text]));
      }),
    );
  });

  it("writes the checksum and the lengths twice, before the file and in the directory", () => {
    const text = "a".repeat(1_000);
    const bytes = Buffer.from(zipArchive([{ path: "a.txt", text }]));
    const entry = bytes.indexOf("PK\u0001\u0002", 0, "latin1");
    for (const crcAt of [14, entry + 16]) {
      expect(bytes.readUInt32LE(crcAt)).toBe(crc32(text));
      expect(bytes.readUInt32LE(crcAt + 8)).toBe(1_000);
    }
  });

  it("gives the same bytes for the same texts", () => {
    const files = [{ path: "a", text: "one" }];
    expect(zipArchive(files)).toEqual(zipArchive(files));
  });
});
