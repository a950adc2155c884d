import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deflateRawSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readHere } from "../../../src/app/reading/read-here.ts";
import { readingProcesses, type ReadingProcesses } from "../../../src/app/reading/reading-processes.ts";
import { AppFailure } from "../../../src/contracts/failure.ts";
import { canaryHistory, OWNERS_FILE, SCENARIO } from "../../api/canary-company.ts";
import { deflatedZip } from "../../files/deflated-zip.ts";
import { makeWorkbook } from "../../files/make-workbook.ts";

const HISTORY = canaryHistory("ours", 20);
const WIDE = { processCount: 1, memoryMb: 1_024, longestMs: 60_000 };

async function failureOf(work: Promise<unknown>): Promise<AppFailure> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof AppFailure)) throw new Error(`No failure but ${String(error)}`);
  return error;
}

describe("a reader in processes of its own", () => {
  let folder: string;
  let processes: ReadingProcesses;
  const put = (name: string, content: string | Buffer): string => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  };
  const open = (options: Partial<Parameters<typeof readingProcesses>[0]> = {}): ReadingProcesses =>
    (processes = readingProcesses({ ...WIDE, ...options }));
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "revcast-reading-test-"));
  });
  afterEach(async () => {
    await processes.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it("gives what reading here gives, value by value", async () => {
    put("history.csv", `${HISTORY}op-bad,yesterday,Lead,1,Bobzz,Basic,,\n`);
    put("owners.csv", OWNERS_FILE);
    put("more.xlsx", makeWorkbook({ S: [["opportunity_id", "changed_at", "stage", "amount"], ["w", { serial: 45_300 }, "Lead", 7.5]] })); // prettier-ignore
    const there = open();
    const options = { currency: "EUR", onProgress: () => undefined };
    expect(await there.pipeline([folder], options)).toEqual(await readHere.pipeline([folder], options));
    expect(await there.preview([folder], options)).toEqual(await readHere.preview([folder], options));
    expect(await there.records([folder], options)).toEqual(await readHere.records([folder], options));
    const { imported } = await there.pipeline([folder], options);
    expect(imported.rejections).toMatchObject([
      { file: "history.csv", line: HISTORY.split("\n").length, column: "changed_at", value: "yesterday" },
    ]);
  });

  it("says no as reading here says it", async () => {
    const there = open();
    const path = put("history.csv", "opportunity_id,changed_at,stage,amount\na,never,Lead,1\n");
    for (const options of [{}, { strict: true }, { timeZone: "Mars/Base" }]) {
      const [told, expected] = [
        await failureOf(there.pipeline([path], options)),
        await failureOf(readHere.pipeline([path], options)),
      ];
      expect([told.code, told.message]).toEqual([expected.code, expected.message]);
    }
    await there.checkDocument("scenario", SCENARIO.name, SCENARIO.text);
    expect((await failureOf(there.checkDocument("policy", "p", "limits: 3"))).message).toContain("limits");
  });

  it("refuses a file that takes more memory than a reading may, and reads the next one in a new process", async () => {
    const ids: number[] = [];
    const there = open({ memoryMb: 192, onStart: (id) => void ids.push(id) });
    const bomb = put("bomb.xlsx", bombOf(400 << 20));
    const failure = await failureOf(there.pipeline([bomb], {}));
    expect([failure.code, failure.message]).toEqual(["too_large", expect.stringContaining("192 MB")]);
    const { imported } = await there.pipeline([put("history.csv", HISTORY)], {});
    expect(imported.log.opportunityIds.length).toBeGreaterThan(50);
    expect(ids).toHaveLength(2);
  });

  it("refuses a file that takes longer than a reading may, and keeps this process free meanwhile", async () => {
    const there = open({ longestMs: 1_500 });
    const lines = HISTORY.split("\n");
    const path = put("long.csv", `${lines[0]}\n${`${lines.slice(1, -1).join("\n")}\n`.repeat(3_000)}`);
    const before = process.cpuUsage();
    const failure = await failureOf(there.pipeline([path], {}));
    const { user, system } = process.cpuUsage(before);
    expect([failure.code, failure.message]).toEqual(["too_large", expect.stringContaining("1.5 seconds")]);
    expect((user + system) / 1e6).toBeLessThan(0.5);
  });

  it("says to try again when the machine ends a process that reads, and reads with the next one", async () => {
    const ids: number[] = [];
    const there = open({ onStart: (id) => void ids.push(id) });
    const path = put("history.csv", HISTORY);
    const failure = failureOf(there.pipeline([path], {}));
    await expect.poll(() => ids).toHaveLength(1);
    process.kill(ids[0]!, "SIGKILL");
    expect((await failure).code).toBe("unavailable");
    expect((await failure).message).toContain("try again");
    expect((await there.pipeline([path], {})).imported.log.opportunityIds.length).toBeGreaterThan(50);
  });

  it("refuses a reading for which no process is free in time, and one that nobody waits for, and goes on", async () => {
    const ids: number[] = [];
    const there = open({ waitMs: 400, onStart: (id) => void ids.push(id) });
    const long = put("long.csv", HISTORY.repeat(3_000).replaceAll(`\n${HISTORY.split("\n")[0]}`, ""));
    const short = put("history.csv", HISTORY);
    const gone = new AbortController();
    const first = failureOf(there.pipeline([long], { signal: gone.signal }));
    const late = await failureOf(there.pipeline([short], {}));
    expect([late.code, late.message]).toEqual(["unavailable", expect.stringContaining("try again")]);
    const left = failureOf(there.pipeline([short], { signal: gone.signal }));
    gone.abort();
    expect([(await first).code, (await left).code]).toEqual(["cancelled", "cancelled"]);
    expect((await failureOf(there.pipeline([short], { signal: gone.signal }))).code).toBe("cancelled");
    await there.checkDocument("scenario", SCENARIO.name, SCENARIO.text);
    expect(ids.length).toBeLessThanOrEqual(2);
  });

  it("says that the service is stopping to who waits while it stops", async () => {
    const there = open();
    const path = put("history.csv", HISTORY.repeat(200));
    const failure = failureOf(there.pipeline([path], {}));
    await there.close();
    expect((await failure).code).toBe("unavailable");
  });
});

/** A workbook whose only sheet is small packed and of so many bytes unpacked, all of them cells. */
function bombOf(byteCount: number): Buffer {
  const cell = Buffer.from('<c t="inlineStr"><is><t>x</t></is></c>');
  return deflatedZip([
    { path: "xl/workbook.xml", deflated: deflateRawSync(Buffer.from("<workbook/>")), size: 11 },
    {
      path: "xl/worksheets/sheet1.xml",
      deflated: deflateRawSync(Buffer.alloc(byteCount, cell)),
      size: 100,
    },
  ]);
}
