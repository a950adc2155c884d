import { AppFailure } from "../../contracts/failure.ts";
import type { ComputeProcess } from "../runs/compute-process.ts";
import type { ComputeSlots } from "../runs/compute-slots.ts";

/**
 * Work with a process, unless none is free in time or nobody waits for the work any more: then it is never begun.
 * @throws {AppFailure} unavailable after `waitMs` without a process; cancelled by the signal before it began
 */
export function slotInTime<Result>(
  slots: ComputeSlots,
  work: (process: ComputeProcess) => Promise<Result>,
  { waitMs, signal }: { readonly waitMs: number; readonly signal: AbortSignal | undefined },
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
    const leave = (): void => giveUp(nobodyWaits());
    const timer = setTimeout(
      () =>
        giveUp(
          new AppFailure(
            "unavailable",
            "Cannot read the files now: as many are being read as are allowed at once; try again later",
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

export function nobodyWaits(): AppFailure {
  return new AppFailure("cancelled", "Cannot go on reading the files: nobody waits for them any more");
}
