import * as fc from "fast-check";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { AppFailure } from "../../src/contracts/failure.ts";
import { importPipeline } from "../../src/files/import-pipeline.ts";
import { importTexts, linesOf, withFolder } from "./import-texts.ts";

const day = fc.integer({ min: 1, max: 28 }).map((number) => `2024-02-${String(number).padStart(2, "0")}`);
const row = fc
  .tuple(
    fc.constantFrom("a", "b", "c"),
    day,
    fc.constantFrom("open", "Won", "Lost"),
    fc.integer({ min: 0, max: 999 }),
  )
  .map((cells) => cells.join(","));
const history = fc
  .array(row, { minLength: 1, maxLength: 8 })
  .map((rows) => `opportunity_id,changed_at,stage,amount\n${rows.join("\n")}\n`);

const PIECES = (
  "opportunity_id changed_at stage amount snapshot_date created_date close_date closed_date close_value currency " +
  "a b 2024-01-05 3/4/2024 13/4/2024 12.5 1,5 $5 € Won open constructor __proto__ , , , ; =1+1 é 1e9 \u{1F600} " +
  '" "" \0 \uFEFF 99999999999999999999'
)
  .split(" ")
  .concat(["\n", "\n", "\r\n", "\t", " "]);

/** "log", or the code of the failure; what is no AppFailure is thrown. */
async function endOf(bytes: Buffer): Promise<string> {
  try {
    const { log, sources } = await importTexts({ "f.csv": bytes });
    return log.rowStart.at(-1) === log.rows.recordedOn.length && sources.length === 1 ? "log" : "broken log";
  } catch (error) {
    if (error instanceof AppFailure) return error.code;
    throw error;
  }
}

const statesOfRows = async (ordered: readonly string[]) => {
  const text = `opportunity_id,changed_at,stage,amount\n${ordered.join("\n")}\n`;
  return linesOf((await importTexts({ "h.csv": text })).log);
};

describe("importPipeline()", () => {
  it("gives one log for any order and any repetition of the same files", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(history, { minLength: 1, maxLength: 3 }),
        fc.infiniteStream(fc.nat(99)),
        async (texts, picks) => {
          const named = Object.fromEntries(texts.map((text, i) => [`${i}.csv`, text]));
          await withFolder(named, async (folder) => {
            const paths = Object.keys(named).map((name) => join(folder, name));
            const mixed = [...paths, ...paths, folder].map((path) => ({
              path,
              rank: picks.next().value as number,
            }));
            mixed.sort((a, b) => a.rank - b.rank);
            const once = await importPipeline(paths);
            const again = await importPipeline(mixed.map(({ path }) => path));
            expect(again.log).toEqual(once.log);
            expect(again.sources).toEqual(once.sources);
          });
        },
      ),
      { numRuns: 25 },
    );
  });

  it("gives the same states for any order of the rows of a file", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 8 }), async (rows) => {
        expect(await statesOfRows([...rows].reverse())).toEqual(await statesOfRows(rows));
      }),
      { numRuns: 25 },
    );
  });

  it("ends with a log or an AppFailure whatever stands in the file", async () => {
    const piece = fc.constantFrom(...PIECES);
    const fuzz = fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join(""));
    const header = fc.constantFrom(
      "",
      "opportunity_id,changed_at,stage,amount\n",
      "snapshot_date,opportunity_id,stage,amount,close_date\n",
      "opportunity_id;stage;created_date;close_date;close_value\n",
    );
    await fc.assert(
      fc.asyncProperty(header, fuzz, fc.boolean(), async (head, text, isWide) => {
        const end = await endOf(Buffer.from(head + text, isWide ? "utf16le" : "utf8"));
        expect(["log", "bad_input", "ambiguous_input", "not_supported"]).toContain(end);
      }),
      { numRuns: 400 },
    );
  });

  it("accounts for every row: as many as the file has are used or rejected", async () => {
    const cell = fc.constantFrom("a", "", "2024-01-05", "soon", "open", "12", "x y", "Won");
    const anyRow = fc.array(cell, { minLength: 4, maxLength: 4 }).map((cells) => cells.join(","));
    await fc.assert(
      fc.asyncProperty(fc.array(anyRow, { maxLength: 10 }), async (rows) => {
        const text = `opportunity_id,changed_at,stage,amount\nz,2024-01-01,open,1\n${rows.join("\n")}`;
        const { sources, rejectionCount, rejections } = await importTexts({ "h.csv": text });
        expect(sources[0]!.rowCount).toBe(1 + rows.filter((line) => line !== ",,,").length);
        expect([sources[0]!.rejectedCount, rejections.length]).toEqual([rejectionCount, rejectionCount]);
      }),
      { numRuns: 60 },
    );
  });
});
