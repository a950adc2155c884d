import { AppFailure } from "../../contracts/failure.ts";
import type { ComputeProcess } from "../runs/compute-process.ts";
import type { ComputeSlots } from "../runs/compute-slots.ts";

export interface SlotWait {
  readonly waitMs: number;
  readonly signal: AbortSignal | undefined;
  /** What the work does, for messages: `read the files`. */
  readonly doing: string;
}

/**
 * Work with a process, unless none is free in time or nobody waits for the work any more: then it is never begun.
 * @throws {AppFailure} unavailable after `waitMs` without a process; cancelled by the signal before it began
 */
export function slotInTime<Result>(
  slots: ComputeSlots,
  work: (process: ComputeProcess) => Promise<Result>,
  { waitMs, signal, doing }: SlotWait,
): Promise<Result> {
  return new Promise((resolve, reject) => {
    let isGivenUp = false;
    const end = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", leave);
    };
    const giveUp = (failure: AppFailure): void => {
      isGivenUp = true;
      end();
      reject(failure);
    };
    const leave = (): void => giveUp(nobodyWaits(doing));
    const timer = setTimeout(
      () =>
        giveUp(
          new AppFailure(
            "unavailable",
            `Cannot ${doing} now: as many others are being done as are allowed at once; try again later`,
          ),
        ),
      waitMs,
    );
    signal?.addEventListener("abort", leave, { once: true });
    if (signal?.aborted === true) leave();
    slots
      .use(async (process) => {
        if (isGivenUp) return;
        end();
        resolve(await work(process));
      })
      .catch(reject);
  });
}

export function nobodyWaits(doing: string): AppFailure {
  return new AppFailure("cancelled", `Cannot ${doing}: nobody waits for it any more`);
}
