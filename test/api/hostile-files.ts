import * as fc from "fast-check";
import { deflateRawSync, inflateRawSync } from "node:zlib";
import { deflatedZip } from "../files/deflated-zip.ts";
import { makeWorkbook } from "../files/make-workbook.ts";
import { PAYLOADS } from "./hostile-requests.ts";

/** A file that is sent, and where it is known, on which of its lines stand rows that cannot be used. */
export interface HostileFile {
  readonly name: string;
  readonly content: Buffer;
  readonly badLines: readonly number[] | undefined;
}

const HEADER = ["opportunity_id", "changed_at", "stage", "amount", "owner", "note"];
const STAGES = ["Lead", "Demo", "Closed Won", "Closed Lost"] as const;
const GOOD_ROWS = 24;

function goodRow(index: number): string[] {
  const day = new Date(Date.UTC(2025, index % 12, 1 + (index % 27))).toISOString().slice(0, 10);
  return [
    `op-${index % 17}`,
    day,
    STAGES[index % 4]!,
    String(1_000 + index),
    `Owner ${index % 3}`,
    `note ${index}`,
  ];
}

const goodRows = Array.from({ length: GOOD_ROWS }, (_, index) => goodRow(index));

/** One cell of a row made so that the row cannot be used, whatever its column holds elsewhere. */
const badCell = fc.oneof(
  fc.tuple(fc.constant(0), fc.constantFrom("", "   ")),
  fc.tuple(
    fc.constant(1),
    fc.constantFrom("", "yesterday", "2025-13-45", "2025-02-30", "0001-01-01", "=NOW()"),
  ),
  fc.tuple(fc.constant(2), fc.constant("")),
  fc.tuple(fc.constant(3), fc.constantFrom("much", "=1+1", "12..5", "1e400", "--3", "NaN")),
);

/** A table that is good but for rows that are known to be bad, in a place and a way that chance decides. */
const markedFile: fc.Arbitrary<HostileFile> = fc
  .record({
    bad: fc.array(fc.tuple(fc.nat(GOOD_ROWS - 1), fc.oneof(badCell, fc.constantFrom("short", "long"))), {
      minLength: 0,
      maxLength: 5,
    }),
    newline: fc.constantFrom("\n", "\r\n"),
    mark: fc.constantFrom("", "\ufeff"),
    isUtf16: fc.boolean(),
  })
  .map(({ bad, newline, mark, isUtf16 }) => {
    const rows = goodRows.map((row) => [...row]);
    const badLines = new Set<number>();
    for (const [index, how] of bad) {
      const row = rows[index]!;
      // One fault a row: two might make one row that can be used.
      if (badLines.has(index + 2)) continue;
      badLines.add(index + 2);
      if (how === "short") row.length = 2;
      else if (how === "long") row.push("more", "and more");
      else row[how[0]] = how[1];
    }
    const text = [HEADER, ...rows].map((row) => row.join(",")).join(newline) + newline;
    const content = isUtf16 ? Buffer.from(`\ufeff${text}`, "utf16le") : Buffer.from(mark + text);
    return { name: "marked.csv", content, badLines: [...badLines].sort((a, b) => a - b) };
  });

/** A table with hostile texts in cells and headers, of which nobody knows what can be used. */
const wildTable: fc.Arbitrary<HostileFile> = fc
  .record({
    cells: fc.array(fc.tuple(fc.nat(GOOD_ROWS), fc.nat(HEADER.length - 1), hostileText()), {
      minLength: 1,
      maxLength: 30,
    }),
    delimiter: fc.constantFrom(",", ";", "\t", "|", ",,"),
    isQuoted: fc.boolean(),
    extension: fc.constantFrom("csv", "tsv", "txt", "json", "xlsx", "yaml"),
  })
  .map(({ cells, delimiter, isQuoted, extension }) => {
    const rows = [HEADER, ...goodRows].map((row) => [...row]);
    for (const [row, column, text] of cells) rows[row]![column] = isQuoted ? `"${text}"` : text;
    const content = Buffer.from(rows.map((row) => row.join(delimiter)).join("\n"));
    return { name: `wild.${extension}`, content, badLines: undefined };
  });

function hostileText(): fc.Arbitrary<string> {
  return fc.oneof(
    fc.constantFrom(...PAYLOADS),
    fc.string({ unit: "binary", maxLength: 40 }),
    fc.constantFrom('"', '""', '"\n', "\r", "a".repeat(70_000), "9".repeat(3_000), "(".repeat(2_000)),
  );
}

const WORKBOOK_PARTS: readonly { readonly path: string; readonly text: string }[] = partsOf(
  makeWorkbook({
    S: [HEADER, ...goodRows.map((row) => [...row.slice(0, 3), Number(row[3]), ...row.slice(4)])],
  }),
);

/** A workbook whose XML was changed before it was packed. */
const wildWorkbook: fc.Arbitrary<HostileFile> = fc
  .array(
    fc.record({
      part: fc.nat(WORKBOOK_PARTS.length - 1),
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      length: fc.nat(30),
      text: fc.oneof(
        hostileText(),
        fc.constantFrom(
          '<c r="XFD1048576"><v>1</v></c>',
          '<row r="99999999">',
          '<c r="A1" t="s"><v>999999</v></c>',
          "<v>1e999</v>",
          "&lol;",
          "<![CDATA[",
          "<!--",
          '<dimension ref="A1:XFD1048576"/>',
          "<f>1/0</f>",
        ),
      ),
    }),
    { minLength: 1, maxLength: 4 },
  )
  .map((changes) => {
    const texts = WORKBOOK_PARTS.map(({ text }) => text);
    for (const { part, at, length, text } of changes) {
      const before = texts[part]!;
      const place = Math.floor(at * before.length);
      texts[part] = before.slice(0, place) + text + before.slice(place + length);
    }
    const entries = WORKBOOK_PARTS.map(({ path }, index) => {
      const content = Buffer.from(texts[index]!);
      return { path, deflated: deflateRawSync(content), size: content.length };
    });
    return { name: "wild.xlsx", content: deflatedZip(entries), badLines: undefined };
  });

const HUBSPOT = JSON.stringify({
  results: goodRows.map(([id, day, stage, amount]) => ({
    id,
    properties: { hs_object_id: id, dealname: id, dealstage: stage, amount, createdate: day, closedate: day },
  })),
});
const FUNNEL = "stages: [Lead, Demo]\nwon: [Closed Won]\nlost: [Closed Lost]\ncurrency: EUR\n";

/** Bytes of a good file of any kind, some of them changed, left out, repeated or cut off. */
const spoiltBytes: fc.Arbitrary<HostileFile> = fc
  .record({
    good: fc.constantFrom<{ name: string; content: Buffer }>(
      {
        name: "spoilt.csv",
        content: Buffer.from([HEADER, ...goodRows].map((row) => row.join(",")).join("\n")),
      },
      { name: "spoilt.xlsx", content: makeWorkbook({ S: [HEADER, ...goodRows] }) },
      { name: "spoilt.json", content: Buffer.from(HUBSPOT) },
      { name: "funnel.yaml", content: Buffer.from(FUNNEL) },
    ),
    changes: fc.array(
      fc.record({
        at: fc.double({ min: 0, max: 1, noNaN: true }),
        length: fc.nat(20),
        bytes: fc.uint8Array({ maxLength: 20 }),
      }),
      { minLength: 1, maxLength: 8 },
    ),
    cut: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: 1 }),
  })
  .map(({ good, changes, cut }) => {
    let { content } = good;
    for (const { at, length, bytes } of changes) {
      const place = Math.floor(at * content.length);
      content = Buffer.concat([content.subarray(0, place), bytes, content.subarray(place + length)]);
    }
    return {
      name: good.name,
      content: content.subarray(0, Math.floor(cut * content.length)),
      badLines: undefined,
    };
  });

/** Files of every kind that may be sent, wrong in many ways; of some it is known which rows are. */
export const hostileFile: fc.Arbitrary<HostileFile> = fc.oneof(
  markedFile,
  wildTable,
  wildWorkbook,
  spoiltBytes,
);

function partsOf(archive: Buffer): { path: string; text: string }[] {
  const parts: { path: string; text: string }[] = [];
  let at = 0;
  while (archive.readUInt32LE(at) === 0x04034b50) {
    const size = archive.readUInt32LE(at + 18);
    const start = at + 30 + archive.readUInt16LE(at + 26) + archive.readUInt16LE(at + 28);
    const path = archive.toString("utf8", at + 30, at + 30 + archive.readUInt16LE(at + 26));
    const bytes = archive.subarray(start, start + size);
    const text = (archive.readUInt16LE(at + 8) === 8 ? inflateRawSync(bytes) : bytes).toString("utf8");
    parts.push({ path, text });
    at = start + size;
  }
  return parts;
}
