import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { generateCompanyInTurns, writeCompany } from "../../src/app/generate-company.ts";
import { AppFailure } from "../../src/contracts/failure.ts";
import { FunnelDefinition } from "../../src/contracts/funnel.ts";
import { DEFAULT_COMPANY_SETTINGS } from "../../src/core/company/company-settings.ts";
import { generateCompany } from "../../src/core/company/generate-company.ts";
import { historyCsv } from "../../src/core/company/history-csv.ts";

const ALL_FILES = [
  "README.md",
  "costs.csv",
  "customers.csv",
  "finances.csv",
  "funnel.yaml",
  "history.csv",
  "leads.csv",
  "owners.csv",
  "spend.csv",
  "subscriptions.csv",
  "surveys.csv",
  "touches.csv",
  "truth.json",
  "weekly_snapshots.csv",
];
const settings = { ...DEFAULT_COMPANY_SETTINGS, opportunityCount: 300, dayCount: 300 };
const company = generateCompany(settings);
let root: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "revcast-company-"));
});
afterAll(() => rm(root, { recursive: true }));

const read = (...path: string[]): Promise<string> => readFile(join(root, ...path), "utf8");
const failureOf = async (work: Promise<unknown>): Promise<AppFailure> => {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof AppFailure)) throw new Error("An AppFailure was expected");
  return error;
};

describe("writeCompany()", () => {
  it("writes all files into a new folder, and the same bytes again over an earlier company", async () => {
    const folder = join(root, "deep", "demo");
    await writeCompany(company, folder);
    expect(await readdir(folder).then((names) => names.sort())).toEqual(ALL_FILES);
    const history = await read("deep", "demo", "history.csv");
    expect(history).toBe([...historyCsv(company)].join(""));
    await writeCompany(generateCompany({ ...settings, seed: 2 }), folder);
    expect(await read("deep", "demo", "history.csv")).not.toBe(history);
    await writeCompany(company, folder);
    expect(await read("deep", "demo", "history.csv")).toBe(history);
  });

  it("writes a funnel definition that the contract accepts and a truth that can be parsed", async () => {
    await writeCompany(company, join(root, "parsed"));
    const funnel = FunnelDefinition.parse(parse(await read("parsed", "funnel.yaml")));
    expect(funnel.stageOrder).toEqual(["Qualification", "Discovery", "Proposal", "Negotiation"]);
    expect(funnel.currency).toBe("EUR");
    const truth = JSON.parse(await read("parsed", "truth.json")) as { settings: { seed: number } };
    expect(truth.settings.seed).toBe(settings.seed);
  });

  it("leaves snapshots out when asked, an earlier file of them too", async () => {
    const folder = join(root, "no-snapshots");
    await writeCompany(company, folder);
    await writeCompany(company, folder, { withSnapshots: false });
    expect(await readdir(folder)).not.toContain("weekly_snapshots.csv");
  });

  it("refuses a folder with files of others and touches none of them", async () => {
    const folder = join(root, "foreign");
    await mkdir(folder);
    await writeFile(join(folder, "history.csv"), "mine");
    const failure = await failureOf(writeCompany(company, folder));
    expect(failure.code).toBe("cannot_write");
    expect(failure.message).toContain("files that revcast did not write (history.csv)");
    expect(await readdir(folder)).toEqual(["history.csv"]);
    expect(await read("foreign", "history.csv")).toBe("mine");
  });

  it("refuses an own folder into which somebody has put something else", async () => {
    const folder = join(root, "mixed");
    await writeCompany(company, folder);
    await writeFile(join(folder, "notes.txt"), "mine");
    expect((await failureOf(writeCompany(company, folder))).message).toContain("(notes.txt)");
  });

  it("says so when the path is a file", async () => {
    await writeFile(join(root, "file"), "");
    expect((await failureOf(writeCompany(company, join(root, "file")))).code).toBe("cannot_write");
  });

  it("leaves nothing behind when it is stopped, and an earlier company whole", async () => {
    const stopped = AbortSignal.abort();
    const fresh = join(root, "stopped");
    const failure = await failureOf(writeCompany(company, fresh, { signal: stopped }));
    expect(failure.code).toBe("cancelled");
    expect(await readdir(root)).not.toContain("stopped");
    const folder = join(root, "kept");
    await writeCompany(company, folder);
    const before = await read("kept", "history.csv");
    await failureOf(writeCompany(generateCompany({ ...settings, seed: 9 }), folder, { signal: stopped }));
    expect(await readdir(folder).then((names) => names.sort())).toEqual(ALL_FILES);
    expect(await read("kept", "history.csv")).toBe(before);
  });

  it("takes over what a crash has left behind", async () => {
    const folder = join(root, "crashed");
    await mkdir(folder);
    await writeFile(join(folder, ".history.csv.partial"), "half");
    await writeCompany(company, folder);
    expect(await readdir(folder).then((names) => names.sort())).toEqual(ALL_FILES);
  });
});

describe("generateCompanyInTurns()", () => {
  it("gives the company that generateCompany() gives, and tells its progress", async () => {
    const shares: number[] = [];
    const large = { ...DEFAULT_COMPANY_SETTINGS, opportunityCount: 6_000 };
    const inTurns = await generateCompanyInTurns(large, { onProgress: (share) => shares.push(share) });
    expect(inTurns.history).toEqual(generateCompany(large).history);
    expect(shares.length).toBeGreaterThan(1);
    expect(shares.every((share, index) => share > (shares[index - 1] ?? 0) && share <= 1)).toBe(true);
  });

  it("stops within 100 ms and says why settings cannot be", async () => {
    const controller = new AbortController();
    const large = { ...DEFAULT_COMPANY_SETTINGS, opportunityCount: 100_000 };
    const work = failureOf(generateCompanyInTurns(large, { signal: controller.signal }));
    await new Promise((resolve) => setTimeout(resolve, 60));
    const start = performance.now();
    controller.abort();
    expect((await work).code).toBe("cancelled");
    expect(performance.now() - start).toBeLessThan(100);
    const failure = await failureOf(generateCompanyInTurns({ ...settings, dayCount: 0 }));
    expect(failure.message).toBe(
      "Cannot generate a company: dayCount must be a whole number from 1 to 20000, it is 0",
    );
  });
});
