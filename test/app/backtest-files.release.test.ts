import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import type { Checkpoint } from "../../src/app/backtest-checkpoint.ts";
import { backtestFiles, backtestRequestOf } from "../../src/app/backtest-files.ts";
import { readPipeline } from "../../src/app/read-pipeline.ts";
import { runBacktest } from "../../src/app/run-backtest.ts";
import { AppFailure } from "../../src/contracts/failure.ts";
import { companyFolder, questionOf } from "./backtest-company.ts";

const { path, history } = companyFolder();

async function failureOf(work: Promise<unknown>): Promise<AppFailure> {
  try {
    await work;
  } catch (error) {
    if (error instanceof AppFailure) return error;
    throw error;
  }
  throw new Error("It did not fail");
}

const digestOf = async (work: ReturnType<typeof backtestFiles>): Promise<string> =>
  (await work).reply.resultDigest;

describe("backtestFiles()", () => {
  it("has one digest on one, two and three threads", async () => {
    const alone = await backtestFiles(questionOf(history), { workers: 1 });
    expect(alone.reply.cutoffs).toHaveLength(6);
    expect(alone.reply.rows).toHaveLength(18);
    for (const workers of [0, 2, 3]) {
      expect(await digestOf(backtestFiles(questionOf(history), { workers }))).toBe(alone.reply.resultDigest);
    }
  });

  it("has another digest by another seed, and tells progress of every cut-off", async () => {
    const told: string[] = [];
    const onProgress = (done: number, all: number): void => void told.push(`${done}/${all}`);
    const one = await digestOf(backtestFiles(questionOf(history), { workers: 1, onProgress }));
    expect(told).toEqual(["1/6", "2/6", "3/6", "4/6", "5/6", "6/6"]);
    expect(await digestOf(backtestFiles(questionOf(history, { seed: 2 }), { workers: 1 }))).not.toBe(one);
  });

  it("goes on from a checkpoint after a stop, past a line that was cut off and lines of others", async () => {
    const resume = path("stopped.txt");
    const question = questionOf(history, { resume });
    const other = path("other.txt");
    const interrupted = async (file: string, changes: Parameters<typeof questionOf>[1], after: number) => {
      const stop = new AbortController();
      const onProgress = (done: number): void => {
        if (done === after) stop.abort();
      };
      const work = { workers: 1, signal: stop.signal, onProgress };
      const asked = { ...question, ...changes, resume: file };
      expect((await failureOf(backtestFiles(asked, work))).code).toBe("cancelled");
    };
    await interrupted(other, { seed: 2 }, 2);
    await interrupted(resume, {}, 3);
    const lines = readFileSync(resume, "utf8").trim().split("\n");
    expect(lines).toHaveLength(3);
    const cutOff = `${lines[0]}\n${lines[1]}\n${lines[2]!.slice(0, -100)}`;
    writeFileSync(resume, `${readFileSync(other, "utf8")}\n${cutOff}`);

    // Stopped again after one more: it is whole, although it follows a line that is not.
    await interrupted(resume, {}, 3);
    const told: string[] = [];
    const onProgress = (done: number, all: number): void => void told.push(`${done}/${all}`);
    const resumed = await digestOf(backtestFiles(question, { workers: 2, onProgress }));
    expect(told).toEqual(["4/6", "5/6", "6/6"]);
    expect(existsSync(resume)).toBe(false);
    expect(resumed).toBe(await digestOf(backtestFiles(questionOf(history), { workers: 1 })));
  });

  it("takes results of several threads one at a time, so that slow writes neither mix nor miscount", async () => {
    const told: number[] = [];
    let isWriting = false;
    const checkpoint: Checkpoint = {
      load: async () => [],
      add: async () => {
        expect(isWriting).toBe(false);
        isWriting = true;
        await setTimeout(300);
        isWriting = false;
      },
      remove: async () => undefined,
    };
    const question = questionOf(history);
    const read = await readPipeline(question);
    await runBacktest(backtestRequestOf(question, read), read.imported, undefined, {
      workers: 3,
      checkpoint,
      onProgress: (done) => void told.push(done),
    });
    expect(told).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it("says that a checkpoint cannot be written, on this thread and on others", async () => {
    for (const workers of [1, 2]) {
      const failure = await failureOf(
        backtestFiles(questionOf(history, { resume: path("nowhere/checkpoint.txt") }), { workers }),
      );
      expect(failure.code).toBe("cannot_write");
      expect(failure.message).toContain("nowhere/checkpoint.txt");
    }
  });

  it("holds scores against a policy", async () => {
    const check = path("policy.yaml");
    writeFileSync(
      check,
      "limits:\n  - { score: wape, atMost: 0.0001 }\n  - { method: naive-last, score: coverage80, atLeast: 0.5 }\n" +
        "  - { score: coverage95, atLeast: 0, atMost: 1 }\n",
    );
    const { reply } = await backtestFiles(questionOf(history, { check }), { workers: 1 });
    const full = reply.methods.find(({ method }) => method === "full")!;
    expect(reply.check).toEqual([
      { method: "full", score: "wape at most", limit: 0.0001, value: full.wape.value, isHeld: false },
      { method: "naive-last", score: "coverage80 at least", limit: 0.5, value: null, isHeld: false },
      {
        method: "full",
        score: "coverage95 at most",
        limit: 1,
        value: full.coverage!["0.95"].share,
        isHeld: true,
      },
      {
        method: "full",
        score: "coverage95 at least",
        limit: 0,
        value: full.coverage!["0.95"].share,
        isHeld: true,
      },
    ]);
  });

  it("refuses a policy that it cannot use before it reads any history", async () => {
    const paths = [path("no-such-history.csv")];
    const ask = (check: string) => failureOf(backtestFiles(questionOf(history, { check, paths })));
    expect((await ask(path("no-policy.yaml"))).code).toBe("not_found");
    for (const text of ["limits: []", "limits: [", "limits: [{ score: mood, atMost: 1 }]", "42"]) {
      writeFileSync(path("bad.yaml"), text);
      const failure = await ask(path("bad.yaml"));
      expect(failure.code).toBe("bad_input");
      expect(failure.message).toMatch(/^Cannot (use the policy|read) .*bad\.yaml:/);
    }
  });

  it("runs from a quarter after the first close to the last window that the files hold", async () => {
    const { request } = (
      await backtestFiles(
        questionOf(history, { from: undefined, to: undefined, every: "366d", methods: "naive-last" }),
        { workers: 1 },
      )
    ).reply;
    const rows = readFileSync(history, "utf8")
      .trim()
      .split("\n")
      .slice(1)
      .map((line) => line.split(","));
    const firstClose = rows
      .filter((row) => /Closed/.test(row[2]!))
      .map((row) => row[1]!.slice(0, 10))
      .sort()[0]!;
    const created = new Map<string, string>();
    for (const [id, at] of rows) if (!created.has(id!) || at! < created.get(id!)!) created.set(id!, at!);
    const lastCreation = [...created.values()].sort().at(-1)!.slice(0, 10);
    const daysAfter = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / 86_400_000;
    expect(daysAfter(firstClose, request.from)).toBe(91);
    expect(daysAfter(request.to, lastCreation)).toBe(14);
  });

  it("ends by default with the last whole quarter of the files", async () => {
    const asked = {
      from: "2025-06-08",
      to: undefined,
      every: "28d",
      horizon: "quarter",
      methods: "naive-last",
    };
    const { reply } = await backtestFiles(questionOf(history, asked), { workers: 1 });
    expect(reply.request.to).toBe("2025-09-29"); // the day before the quarter's last: a day is still to come
    expect(new Set(reply.cutoffs.map(({ to }) => to))).toEqual(new Set(["2025-06-30", "2025-09-30"]));
    expect(reply.warnings.map(({ code }) => code)).not.toContain("windows_beyond_extract");
  });

  it("warns of windows that end after the last creation when they are asked for", async () => {
    const asked = { from: "2025-10-20", to: "2025-11-03", methods: "naive-last" };
    const { warnings } = (await backtestFiles(questionOf(history, asked), { workers: 1 })).reply;
    const beyond = warnings.find(({ code }) => code === "windows_beyond_extract")!;
    expect(beyond.message).toContain("look too low");
    expect(beyond.count).toBeGreaterThanOrEqual(2);
  });

  it("says which method had no forecast, and why", async () => {
    const asked = { from: "2023-06-04", to: "2023-06-11", methods: "seasonal-naive,human,full" };
    const { reply } = await backtestFiles(questionOf(history, asked), { workers: 1 });
    const messages = reply.warnings
      .filter(({ code }) => code === "method_not_available")
      .map(({ message }) => message);
    expect(messages).toEqual([
      "seasonal-naive (history too short) has no forecast at 2 of 2 cut-offs",
      "human (no recorded commit) has no forecast at 2 of 2 cut-offs",
    ]);
    expect(reply.methods.map(({ method }) => method)).toEqual(["full"]);
    expect(reply.methods[0]!.crpsRatioToNaive).toEqual({ value: null, reason: "baseline not run" });
  });

  it.each([
    [{ methods: "ful" }, "usage", "Cannot find the method ful, did you mean full?"],
    [{ methods: "full,zzzzzz" }, "usage", "there are naive-last, "],
    [{ every: "0.5d" }, "usage", "Cannot read --every 0.5d"],
    [{ every: "fortnight" }, "usage", "Cannot read --every fortnight"],
    [{ horizon: "soon" }, "usage", "Cannot read the horizon soon: give 30d, 12w, 3m or quarter"],
    [
      { horizon: "soon", to: undefined },
      "usage",
      "Cannot read the horizon soon: give 30d, 12w, 3m or quarter",
    ],
    [{ from: "2018-02-30" }, "usage", "Cannot read --from 2018-02-30"],
    [{ to: "yesterday" }, "usage", "Cannot read --to yesterday"],
    [{ to: "2024-01-01" }, "usage", "it ends before it begins"],
    [
      { from: "2025-10-30", to: undefined, horizon: "90d" },
      "no_data",
      "give --to to score windows that end later",
    ],
    [{ from: "2001-01-01", to: "2001-02-01" }, "no_data", "at none of 5 cut-offs was anything recorded"],
  ] as const)("refuses %j", async (changes, code, message) => {
    const failure = await failureOf(backtestFiles(questionOf(history, changes), { workers: 1 }));
    expect(failure.code).toBe(code);
    expect(failure.message).toContain(message);
  });
});
