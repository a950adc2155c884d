import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { readHere } from "../../../src/app/reading/read-here.ts";
import { readingProcesses } from "../../../src/app/reading/reading-processes.ts";
import { reportProcesses } from "../../../src/app/results/report-processes.ts";
import { accessOptions } from "../../../src/app/runs/file-access.ts";
import { canaryHistory, SCENARIO } from "../../api/canary-company.ts";
import { failureOf } from "../../files/import-texts.ts";
import { sampleReply } from "../../reports/sample-reply.ts";

/** As they are installed: from source there is no such wall, since the loader opens much more. */
const built = (name: string) => new URL(`../../../dist/workers/${name}.js`, import.meta.url);
const READER = built("read-files");
const ACCESS = { reads: ["revcast-"], writes: ["revcast-costs-"] };

const folder = mkdtempSync(join(tmpdir(), "revcast-access-test-"));
writeFileSync(join(folder, "history.csv"), canaryHistory("ours", 20));
const reader = readingProcesses({ processCount: 1, memoryMb: 1_024, longestMs: 60_000, entry: READER });
afterAll(async () => {
  await reader.close();
  rmSync(folder, { recursive: true });
});

describe("a process that may open its own code and what it is given", () => {
  it("reads that, and a table of costs that it writes down first", async () => {
    expect(await reader.pipeline([folder], {})).toEqual(await readHere.pipeline([folder], {}));
    await reader.checkDocument("scenario", SCENARIO.name, SCENARIO.text);
    await reader.checkDocument("costs", "tools", "item,month,amount\nLicence,1,500\n");
  });

  it("reads where the folder of dependencies is a link to another", async () => {
    const root = fileURLToPath(new URL("../../../", import.meta.url));
    const linked = realpathSync(mkdtempSync(join(tmpdir(), "revcast-linked-")));
    cpSync(join(root, "dist"), join(linked, "dist"), { recursive: true });
    cpSync(join(root, "package.json"), join(linked, "package.json"));
    symlinkSync(realpathSync(join(root, "node_modules")), join(linked, "node_modules"));
    const entry = pathToFileURL(join(linked, "dist", "workers", "read-files.js"));
    const other = readingProcesses({ processCount: 1, memoryMb: 1_024, longestMs: 60_000, entry });
    try {
      expect(await other.pipeline([folder], {})).toEqual(await readHere.pipeline([folder], {}));
    } finally {
      await other.close();
      rmSync(linked, { recursive: true });
    }
  });

  it("opens no other file of its user", async () => {
    const other = fileURLToPath(import.meta.url);
    // Here it is opened, and found to be no table.
    expect((await failureOf(readHere.pipeline([other], {}))).code).toBe("bad_input");
    for (const path of [other, "/etc/passwd", join(folder, "..", "..", "etc", "passwd")]) {
      const { code, message } = await failureOf(reader.pipeline([path], {}));
      expect([code, message]).toEqual(["not_found", expect.stringContaining("no such file")]);
    }
  });

  it("writes nothing but that table, starts no process, and is allowed nothing by what it inherits", () => {
    const tries = `
      const fs = require("node:fs"), { spawnSync } = require("node:child_process");
      const said = (work) => { try { work(); return "done"; } catch (error) { return error.code; } };
      console.log(JSON.stringify([
        said(() => fs.writeFileSync(${JSON.stringify(join(folder, "x"))}, "x")),
        said(() => fs.rmSync(${JSON.stringify(join(folder, "history.csv"))})),
        said(() => spawnSync("true")),
        said(() => fs.readFileSync(${JSON.stringify(fileURLToPath(new URL("../../../package-lock.json", import.meta.url)))})),
      ]));`;
    const { stdout, stderr } = spawnSync(process.execPath, [...accessOptions(READER, ACCESS), "-e", tries], {
      encoding: "utf8",
    });
    expect(stdout, stderr).toBe(`${JSON.stringify(Array(4).fill("ERR_ACCESS_DENIED"))}\n`);
  });

  it("makes a report, with nothing to open", async () => {
    const reports = reportProcesses({ entry: built("make-reports") });
    const json = Buffer.from(JSON.stringify(sampleReply()));
    const page = await reports.make("html", { kind: "forecast", json }, new AbortController().signal);
    expect(Buffer.from(page).toString()).toContain("<svg");
    await reports.close();
  });
});

describe("accessOptions()", () => {
  it("gives none for a checkout, whose loader opens much more, and none where a path would be read as several", () => {
    expect(accessOptions(new URL("../../../workers/read-files.ts", import.meta.url), ACCESS)).toEqual([]);
    expect(accessOptions(READER, { reads: ["a,b"], writes: [] })).toEqual([]);
    expect(accessOptions(READER, { reads: ["*"], writes: [] })).toEqual([]);
  });

  it("leaves out the folder of the package, in which there may be a workspace", () => {
    const own = fileURLToPath(new URL("../../../", import.meta.url));
    const paths = accessOptions(READER, ACCESS).flatMap((option) => option.split("=")[1] ?? []);
    expect(paths).toContain(`${own}dist/*`);
    expect(paths.filter((path) => path === `${own}*` || path === own)).toEqual([]);
  });
});
