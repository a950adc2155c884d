import { isSettled, type RunEvent } from "../../contracts/run.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { currentEvent } from "./read-run.ts";
import type { RunSignals } from "./run-signals.ts";

export interface EventOptions {
  /** Tells at once of changes; without it rows are looked at a few times a second. */
  readonly signals?: RunSignals | undefined;
  /** Ends the events. */
  readonly signal?: AbortSignal | undefined;
}

/** Rows are looked at again after this time, whatever was heard: a signal may be lost. */
const LOOK_EVERY_MS = { signalled: 2_000, unsignalled: 300 } as const;

/**
 * How a run stands, now and after every change, until it has ended. Ids grow, and are the same for everyone: whoever has seen one goes on
 * after it. Changes that follow closely on each other may be told as one.
 * @param after id of the event that was seen last; the next one is of a later change
 * @throws {AppFailure} not_found
 */
export async function* runEvents(
  workspace: Workspace,
  runId: string,
  after = -1,
  { signals, signal }: EventOptions = {},
): AsyncGenerator<RunEvent, void> {
  const wake = newWaker(signal);
  const stopListening = signals?.listen((tenantId, changed) => {
    if (tenantId === workspace.tenantId && changed === runId) wake.ring();
  });
  try {
    let last = after;
    for (;;) {
      if (signal?.aborted === true) return;
      const event = await currentEvent(workspace, runId);
      // After a restore of an older database ids may be lower than what was seen: then the run is told anew.
      if (event.id !== last) yield event;
      last = event.id;
      if (isSettled(event.state)) return;
      await wake.wait(LOOK_EVERY_MS[signals === undefined ? "unsignalled" : "signalled"]);
    }
  } finally {
    stopListening?.();
    wake.end();
  }
}

interface Waker {
  readonly ring: () => void;
  /** Until it rings, or has rung since the last wait, or the time is over. */
  readonly wait: (milliseconds: number) => Promise<void>;
  readonly end: () => void;
}

function newWaker(signal: AbortSignal | undefined): Waker {
  let hasRung = false;
  let wakeUp: () => void = () => undefined;
  const ring = (): void => {
    hasRung = true;
    wakeUp();
  };
  signal?.addEventListener("abort", ring);
  return {
    ring,
    wait: async (milliseconds) => {
      let timer: NodeJS.Timeout | undefined;
      if (!hasRung) {
        await new Promise<void>((resolve) => {
          wakeUp = resolve;
          timer = setTimeout(resolve, milliseconds);
        });
      }
      clearTimeout(timer);
      hasRung = false;
    },
    end: () => signal?.removeEventListener("abort", ring),
  };
}
