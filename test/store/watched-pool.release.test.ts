import { sql } from "kysely";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AppFailure } from "../../src/contracts/failure.ts";
import { openStore, type Store } from "../../src/store/store.ts";
import { ENGINES, freshPlace, type FreshPlace } from "./fresh-places.ts";

describe.each(ENGINES)("a watched store with two connections, %s", (engine) => {
  let fresh: FreshPlace;
  let store: Store;
  beforeAll(async () => {
    fresh = await freshPlace(engine);
    store = await openStore(fresh.place, { connectionCount: 2, isWatched: true });
  }, 120_000);
  afterAll(async () => {
    await store.close();
    await fresh.remove();
  });

  const work = (seconds: number) => store.asSystem((tx) => sql`select pg_sleep(${seconds})`.execute(tx));
  const failureOf = (working: Promise<unknown>) =>
    working.then(
      () => undefined,
      (error: unknown) => error as AppFailure,
    );

  it("refuses at once who comes while many wait, one of them for a second, and serves again as soon as it can", async () => {
    // A second and a half until the first of those that wait is served.
    const busy = [work(1.5), work(1.5)];
    await sleep(100);
    const waiting = Array.from({ length: 60 }, () => work(0.002));
    await sleep(1_200);
    const began = performance.now();
    const refused = await failureOf(work(0.01));
    expect(refused).toBeInstanceOf(AppFailure);
    expect(refused).toMatchObject({
      code: "unavailable",
      message: "Cannot take this request now: the service is at its limit",
    });
    expect(performance.now() - began).toBeLessThan(1_000);
    await Promise.all([...busy, ...waiting]);
    await work(0);
  }, 30_000);

  it("does not close to others because one has waited in vain while work went on", async () => {
    const all = Array.from({ length: 12 }, () => failureOf(work(0.5)));
    const failures = (await Promise.all(all)).filter((failure) => failure !== undefined);
    // Two at a time: six wait no longer than 1.8 s, and the last are one too many.
    expect(failures.length).toBeGreaterThan(0);
    expect(failures.length).toBeLessThan(12 - 2);
    for (const { code, message } of failures) {
      expect({ code, message }).toEqual({
        code: "unavailable",
        message: "Cannot take this request now: the service is at its limit",
      });
    }
    await Promise.all([work(0), work(0), work(0)]);
  }, 30_000);
});
