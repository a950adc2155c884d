import type { Client } from "../../src/contracts/api/client.ts";

/** Two simulations that are always under way, one after the other in each of two rows. */
export interface Simulations {
  /** Cancels those under way. @returns how many were done */
  readonly end: () => Promise<number>;
}

const DRAW_COUNT = 2_000_000;
const AT_ONCE = 2;

export async function startSimulations(client: Client): Promise<Simulations> {
  const ending = new AbortController();
  let doneCount = 0;
  let seed = 1;
  const underWay = new Set<string>();
  let heardOf = (): void => undefined;
  const bothWork = new Promise<void>((resolve) => (heardOf = resolve));
  const row = async (): Promise<void> => {
    while (!ending.signal.aborted) {
      const { id } = await client.start("forecast", { horizon: "90d", draws: DRAW_COUNT, seed: seed++ });
      underWay.add(id);
      if (underWay.size === AT_ONCE) heardOf();
      for await (const { state } of client.events(id)) {
        if (state === "done") doneCount++;
        else if (state === "failed") throw new RangeError("A simulation has failed");
      }
      underWay.delete(id);
    }
  };
  const rows = Promise.all(Array.from({ length: AT_ONCE }, row));
  await Promise.race([bothWork, rows]);
  return {
    end: async () => {
      ending.abort();
      for (const id of underWay) await client.cancel(id);
      await rows;
      return doneCount;
    },
  };
}
