import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createClient } from "../../src/contracts/api/client.ts";
import { historyOfRound } from "./history-of-round.ts";
import { sendMixed } from "./mixed-requests.ts";
import { serviceProcess, type ServiceProcess } from "./service-process.ts";

const ROWS = 8_000;
const WITHOUT_LIMIT = { perKeyAndMinute: 1e7, perAddressAndMinute: 1e7, refusedPerAddressAndMinute: 1e7 };

describe("what a service holds in memory", () => {
  let service: ServiceProcess;
  let key: string;
  beforeAll(async () => {
    service = await serviceProcess(WITHOUT_LIMIT);
    key = (await createClient(service).addKey({ name: "reader", role: "cro" })).secret;
  }, 120_000);
  afterAll(() => service.close(), 60_000);

  it("does not grow with imports that are read after", async () => {
    const [owner, reader] = [createClient(service), createClient({ url: service.url, key })];
    const imports = async (first: number, count: number): Promise<void> => {
      for (let round = first; round < first + count; round++) {
        await owner.importFiles([historyOfRound(ROWS, round)], { replace: "true" });
        const page = await reader.opportunities({ limit: "100" });
        expect(page.revision).toBe(round);
        await reader.opportunities({ limit: "100", cursor: page.nextCursor! });
      }
    };
    await imports(1, 6);
    const before = await service.heldKb();
    await imports(7, 12);
    const grownKb = (await service.heldKb()) - before;
    console.log(`12 imports: ${Math.round(grownKb)} KB more are held`);
    // A pipeline of these rows and a view of it hold 700 KB: kept for each revision they were 8,000 KB more.
    expect(grownKb).toBeLessThan(2_000);
  }, 300_000);

  it("does not grow with requests of any kind", async () => {
    await sendMixed(service, key, { first: 0, count: 2_000 });
    const before = await service.heldKb();
    const byStatus = await sendMixed(service, key, { first: 2_000, count: 4_000 });
    const grownKb = (await service.heldKb()) - before;
    console.log(`4,000 requests: ${Math.round(grownKb)} KB more are held; ${JSON.stringify(byStatus)}`);
    expect(Object.keys(byStatus)).toEqual(["200", "400", "401", "403", "404"]);
    // The least that can be kept of a request, its id in a list, takes 100 bytes; a request with its headers 2 KB, or 8,000 KB of these.
    expect(grownKb).toBeLessThan(2_000);
  }, 300_000);
});
