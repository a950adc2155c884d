import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createClient } from "../../src/contracts/api/client.ts";
import { fuzzFiles } from "./fuzz-files.ts";
import { serviceProcess, type ServiceProcess } from "./service-process.ts";

const SEED = 20_261_122;

describe("hostile files", () => {
  let service: ServiceProcess;
  beforeAll(async () => {
    service = await serviceProcess({ perKeyAndMinute: 1e6, perAddressAndMinute: 1e6 });
  }, 120_000);
  afterAll(() => service.close(), 60_000);

  it("are read or refused with a reason, and every bad row is told of", async () => {
    const report = await fuzzFiles(service, 200, SEED);
    console.log(`hostile files, seed ${SEED}: ${JSON.stringify(report)}`);
    expect(report.bad).toEqual([]);
    expect(report.byStatus[200]).toBeGreaterThan(20);
    expect(report.byStatus[201]).toBeGreaterThan(3);
  });

  it("are told of with every bad row, however many there are", async () => {
    const good = Array.from({ length: 500 }, (_, row) => `many-${row},2025-03-04,Lead,${row}`);
    const wrong = Array.from({ length: 1_500 }, (_, row) => `many-${row},someday,Lead,${row}`);
    const text = ["opportunity_id,changed_at,stage,amount", ...good, ...wrong, ""].join("\n");
    const client = createClient(service);
    const made = await client.importFiles([new File([text], "many.csv")]);
    expect(made.rejections).toHaveLength(1_000);
    const linesOf = async (file: "accepted.csv" | "rejected.csv" | "duplicates.csv") =>
      (await client.importRows(made.importId, file)).trimEnd().split("\r\n").length - 1;
    expect(await linesOf("accepted.csv")).toBe(500);
    expect(await linesOf("rejected.csv")).toBe(1_500);
    expect(await linesOf("duplicates.csv")).toBe(0);
    const both = await Promise.allSettled([linesOf("rejected.csv"), linesOf("duplicates.csv")]);
    const reasons = both.flatMap((one) => (one.status === "rejected" ? [one.reason as unknown] : []));
    expect(reasons).toHaveLength(1);
    expect(reasons[0]).toMatchObject({ problem: { status: 503, code: "unavailable" } });
  });
});
