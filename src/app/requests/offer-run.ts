import { offerWaiting } from "../runs/offer-waiting.ts";
import type { Workspace } from "../workspace/workspace.ts";
import type { RunCarrier } from "./start-run.ts";

/** Hands the next waiting cells of a workspace to workers at once, where this process can; else they are found soon. */
export async function offerRun({ store, tenantId }: Workspace, runs: RunCarrier | undefined): Promise<void> {
  if (runs !== undefined) await offerWaiting(store, runs.engine, tenantId);
}
