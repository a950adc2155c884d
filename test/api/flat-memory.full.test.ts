import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createClient } from "../../src/contracts/api/client.ts";
import { historyOfRound } from "./history-of-round.ts";
import { sendMixed } from "./mixed-requests.ts";
import { serviceProcess, type ServiceProcess } from "./service-process.ts";

const REQUESTS = 50_000;
const WITHOUT_LIMIT = { perKeyAndMinute: 1e7, perAddressAndMinute: 1e7, refusedPerAddressAndMinute: 1e7 };

describe("what a service holds in memory", () => {
  let service: ServiceProcess;
  beforeAll(async () => {
    service = await serviceProcess(WITHOUT_LIMIT);
  }, 120_000);
  afterAll(() => service.close(), 60_000);

  it("is not 50 bytes a request more after fifty thousand of all kinds", async () => {
    const client = createClient(service);
    const { secret } = await client.addKey({ name: "reader", role: "cro" });
    await client.importFiles([historyOfRound(2_000, 1)]);
    await sendMixed(service, secret, { first: 0, count: 10_000 });
    const before = await service.heldKb();
    const byStatus = await sendMixed(service, secret, { first: 10_000, count: REQUESTS });
    const grownKb = (await service.heldKb()) - before;
    console.log(`${REQUESTS} requests: ${Math.round(grownKb)} KB more are held; ${JSON.stringify(byStatus)}`);
    expect(grownKb).toBeLessThan((50 * REQUESTS) / 1_024);
  }, 3_600_000);
});
