import { setTimeout as sleep } from "node:timers/promises";
import type { Store } from "../../store/store.ts";
import type { JobEngine } from "../runs/job-engine.ts";
import { offerWaiting } from "../runs/offer-waiting.ts";
import type { WebhookRules } from "./check-webhook.ts";
import { decideSlots } from "./decide-slots.ts";
import { deliverReports } from "./deliver-reports.ts";
import { settleSlots } from "./settle-slots.ts";

export interface SchedulesOptions {
  readonly store: Store;
  /** Carries the runs to workers at once. */
  readonly engine?: JobEngine | undefined;
  readonly rules: WebhookRules;
  readonly everyMs?: number | undefined;
  readonly now?: (() => Date) | undefined;
  readonly onError?: ((step: string, error: unknown) => void) | undefined;
}

/** Decides slots, compares results and sends reports as they fall due. Any number of processes may do so. */
export function startSchedules(options: SchedulesOptions): { readonly stop: () => Promise<void> } {
  const { store, engine, rules, everyMs = 2_000, now = () => new Date(), onError } = options;
  const stopping = new AbortController();
  const step = async (name: string, work: () => Promise<unknown>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      onError?.(name, error);
    }
  };
  const turn = async (): Promise<void> => {
    await step("deciding slots", async () => {
      for (const { tenantId, runId } of await decideSlots(store, now())) {
        if (runId !== undefined && engine !== undefined) await offerWaiting(store, engine, tenantId);
      }
    });
    await step("comparing results", () => settleSlots(store));
    await step("sending reports", () => deliverReports(store, rules));
  };
  const loop = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      await turn();
      await sleep(everyMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  };
  const looped = loop();
  return {
    stop: async () => {
      stopping.abort();
      await looped;
    },
  };
}

/** Rules of webhooks by the environment: REVCAST_WEBHOOK_ALLOW names `host:port` with commas. */
export function webhookRulesOf(environment: Readonly<Record<string, string | undefined>>): WebhookRules {
  const { REVCAST_WEBHOOK_ALLOW = "" } = environment;
  return {
    allowed: REVCAST_WEBHOOK_ALLOW.split(",")
      .map((text) => text.trim())
      .filter((text) => text !== ""),
  };
}
