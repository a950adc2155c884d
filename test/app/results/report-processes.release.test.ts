import { afterEach, describe, expect, it } from "vitest";
import { reportProcesses, type ReportProcesses } from "../../../src/app/results/report-processes.ts";
import { resultAsHtml, resultAsXlsx } from "../../../src/app/results/result-reports.ts";
import { ForecastReply } from "../../../src/contracts/forecast.ts";
import { failureOf } from "../../files/import-texts.ts";
import { sampleReply } from "../../reports/sample-reply.ts";

const waits = new AbortController().signal;
const small = sampleReply();
const request = (reply: ForecastReply) => ({
  kind: "forecast" as const,
  json: Buffer.from(JSON.stringify(reply)),
});

describe("reports made in processes of their own", () => {
  let reports: ReportProcesses;
  afterEach(() => reports.close());

  it("are to the byte what is made here", async () => {
    reports = reportProcesses();
    const { kind, json } = request(small);
    expect(Buffer.from(await reports.make("html", { kind, json }, waits)).toString()).toBe(
      await resultAsHtml(kind, json),
    );
    expect(Buffer.from(await reports.make("xlsx", { kind, json }, waits))).toEqual(
      Buffer.from(resultAsXlsx(kind, json)),
    );
  });

  it("take a large result off the process that answers", async () => {
    reports = reportProcesses();
    const [one] = small.opportunities;
    const opportunities = Array.from({ length: 5_000 }, (_, index) => ({ ...one!, id: `op-${index}` }));
    const large = request({ ...small, opportunities });
    expect(large.json.length).toBeGreaterThan(1_000_000);
    await reports.make("html", large, waits); // has started the process
    const before = process.cpuUsage();
    await reports.make("html", large, waits);
    const { user, system } = process.cpuUsage(before);
    // Of processor time, with the threads that collect garbage: 6 to 10 ms when nothing else is at work; made here it takes 140.
    expect((user + system) / 1_000).toBeLessThan(50);
  });

  it("are not waited for longer than allowed, nor when nobody wants them any more", async () => {
    reports = reportProcesses({ longestMs: 1 });
    const late = await failureOf(reports.make("html", request(small), waits));
    expect([late.code, late.message.includes("read its JSON")]).toEqual(["too_large", true]);
    const gone = new AbortController();
    const left = reports.make("html", request(small), gone.signal);
    gone.abort();
    expect((await failureOf(left)).code).toBe("cancelled");
  });

  it("whose process cannot make one say that it is our mistake, and the next is made", async () => {
    reports = reportProcesses({ processCount: 1 });
    const broken = { kind: "forecast" as const, json: Buffer.from("{}") };
    expect((await failureOf(reports.make("html", broken, waits))).code).toBe("internal");
    expect((await reports.make("html", request(small), waits)).length).toBeGreaterThan(10_000);
  });
});
