import type { Store } from "../../store/store.ts";
import type { JobEngine } from "./job-engine.ts";
import { offerForgotten } from "./offer-waiting.ts";

/** Looks now and then for cells that wait and that the engine has forgotten, or was never told of. */
export interface Reconciler {
  /** Looks at once, and from then on every so often. */
  readonly start: () => void;
  /** Looks in a moment: whoever made the new cells is probably about to offer them. */
  readonly soon: () => void;
  readonly stop: () => Promise<void>;
}

export interface ReconcilerOptions {
  readonly everyMs: number;
  /** Cells of one tenant that may be computed at once. */
  readonly mostHeld: number;
  readonly onError: (error: unknown) => void;
}

/** Processes that all hear of the same cells do not look at the same moment. */
const SOON_MS = { least: 100, spread: 400 } as const;

export function newReconciler(
  store: Store,
  engine: JobEngine,
  { everyMs, mostHeld, onError }: ReconcilerOptions,
): Reconciler {
  let looking: Promise<unknown> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let soonTimer: NodeJS.Timeout | undefined;
  let isOpen = true;
  const look = (): void => {
    looking ??= offerForgotten(store, engine, mostHeld)
      .catch(onError)
      .finally(() => (looking = undefined));
  };
  return {
    start: () => {
      look();
      timer = setInterval(look, everyMs);
    },
    soon: () => {
      if (!isOpen) return;
      soonTimer ??= setTimeout(
        () => {
          soonTimer = undefined;
          look();
        },
        SOON_MS.least + Math.random() * SOON_MS.spread,
      );
    },
    stop: async () => {
      isOpen = false;
      clearInterval(timer);
      clearTimeout(soonTimer);
      await looking;
    },
  };
}
