import { setImmediate as nextTurn } from "node:timers/promises";
import { AppFailure } from "../../contracts/failure.ts";

/** Does what holds up everyone while it lasts, once for each turn of the event loop. */
export type InTurn = <T>(work: () => T, signal: AbortSignal) => Promise<T>;

/**
 * One work after another, and between two of them whatever else waits.
 * @throws {AppFailure} cancelled when nobody waits for a work any more as its turn comes: it is not done
 */
export function inTurn(): InTurn {
  let last: Promise<unknown> = Promise.resolve();
  return (work, signal) => {
    const mine = last.then(async () => {
      await nextTurn();
      if (signal.aborted) throw new AppFailure("cancelled", "Cannot go on: nobody waits for it any more");
      return work();
    });
    last = mine.catch(() => undefined);
    return mine;
  };
}
