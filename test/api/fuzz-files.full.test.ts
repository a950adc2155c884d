import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fuzzFiles } from "./fuzz-files.ts";
import { serviceProcess, type ServiceProcess } from "./service-process.ts";

/** The long form of `fuzz-files.release.test.ts`. */
const SEED = 77;
const ROUNDS = 10;
const FILES_PER_ROUND = 500;

describe("5,000 hostile files", () => {
  let service: ServiceProcess;
  beforeAll(async () => {
    service = await serviceProcess({ perKeyAndMinute: 1e6, perAddressAndMinute: 1e6 });
  }, 120_000);
  afterAll(() => service.close(), 60_000);

  it("are read or refused with a reason, every bad row is told of, and the service does not grow with them", async () => {
    const rssMb: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const report = await fuzzFiles(service, FILES_PER_ROUND, SEED + round);
      expect(report.bad).toEqual([]);
      const usage = await service.usage();
      rssMb.push(usage.rssMb);
      console.log(
        `hostile files, seed ${SEED + round}: ${JSON.stringify(report.byStatus)}, slowest ${report.slowestMs} ms, resident ${usage.rssMb.toFixed(0)} MB`,
      );
    }
    // The first round fills what is kept anyway.
    expect(rssMb.at(-1)! - rssMb[1]!).toBeLessThan(50);
  });
});
