import { parse } from "csv-parse/sync";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RecordFramer } from "../../src/files/record-framer.ts";

function frame(text: string, cuts: readonly number[] = [], delimiter = ",") {
  const framer = new RecordFramer({ delimiter, newline: "\n" });
  const points = [0, ...[...cuts].sort((a, b) => a - b), text.length];
  const batches = points
    .slice(1)
    .map((to, i) => framer.push(text.slice(points[i], to), i === points.length - 2));
  return {
    records: batches.flatMap((batch) => batch.records),
    lines: batches.flatMap((batch) => batch.lines),
    openQuotes: batches.flatMap((batch) => batch.openQuotes),
  };
}

const cell = fc.string({ unit: fc.constantFrom("a", "b", " ", ",", '"', "\n", "é", "=", ";"), maxLength: 6 });
const quote = (text: string): string => `"${text.replaceAll('"', '""')}"`;
const written = fc.tuple(cell, fc.boolean()).map(([text, always]) => ({
  text,
  csv: always || /[",\n]/.test(text) ? quote(text) : text,
}));

describe("RecordFramer", () => {
  it("splits plain lines and skips blank ones, with the lines of the file", () => {
    const { records, lines } = frame("a,b\r\n\r\nc,d\n\ne,f");
    expect(records).toEqual([
      ["a", "b"],
      ["c", "d"],
      ["e", "f"],
    ]);
    expect(lines).toEqual([1, 3, 5]);
  });
  it("keeps newlines inside of quotes and counts them as lines", () => {
    const { records, lines } = frame('a,"two\r\nlines"\nb,c\n"say ""hi""",d\n');
    expect(records).toEqual([
      ["a", "two\r\nlines"],
      ["b", "c"],
      ['say "hi"', "d"],
    ]);
    expect(lines).toEqual([1, 3, 4]);
  });
  it("takes a quote inside of a cell as text", () => {
    expect(frame('a,6" pipe\nb,c').records).toEqual([
      ["a", '6" pipe'],
      ["b", "c"],
    ]);
  });
  it("gives up the one line that opens a quote and goes on with the next", () => {
    const { records, lines, openQuotes } = frame('a,b\nc,"open\nd,e\nf,g\n');
    expect(records).toEqual([
      ["a", "b"],
      ["d", "e"],
      ["f", "g"],
    ]);
    expect(lines).toEqual([1, 3, 4]);
    expect(openQuotes).toEqual([{ line: 2, text: 'c,"open' }]);
  });
  it("does not let an open quote swallow a later quoted row", () => {
    const { records, openQuotes } = frame('a,"open\n"b",c\n');
    expect(records).toEqual([["b", "c"]]);
    expect(openQuotes.map(({ line }) => line)).toEqual([1]);
  });
  it("refuses a line that never ends instead of filling the memory", () => {
    const framer = new RecordFramer({ delimiter: ",", newline: "\n" });
    expect(() => framer.push("x".repeat(1_000_001), false)).toThrow("Line 1 is longer");
  });
  it("gives the same records wherever the text is cut", () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(written, { minLength: 2, maxLength: 3 }), { maxLength: 6 }),
        fc.array(fc.nat(60)),
        (rows, cuts) => {
          const text = rows.map((row) => row.map(({ csv }) => csv).join(",")).join("\n");
          expect(
            frame(
              text,
              cuts.map((cut) => Math.min(cut, text.length)),
            ),
          ).toEqual(frame(text));
        },
      ),
    );
  });
  it("agrees with csv-parse on everything that is CSV", () => {
    fc.assert(
      fc.property(fc.array(fc.array(written, { minLength: 2, maxLength: 3 }), { maxLength: 6 }), (rows) => {
        const text = rows.map((row) => row.map(({ csv }) => csv).join(",")).join("\n");
        const expected = parse(text, {
          relax_column_count: true,
          relax_quotes: true,
          record_delimiter: "\n",
        });
        expect(frame(text).records).toEqual(expected);
        expect(frame(text).openQuotes).toEqual([]);
      }),
    );
  });
  it("takes any text apart without failing, and accounts for every line with text on it", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom("a", ",", '"', "\n", "\r"), maxLength: 80 }), (text) => {
        const { records, lines } = frame(text);
        expect(lines).toHaveLength(records.length);
        expect([...lines].sort((a, b) => a - b)).toEqual(lines);
      }),
      { numRuns: 500 },
    );
  });
});
