import type { ForecastRequest } from "../contracts/forecast.ts";
import { minorUnitsFromDecimal } from "../core/base/money.ts";
import { exactFigures, figuresOfDraws } from "../core/forecast/forecast-figures.ts";
import type { PreparedForecast } from "../core/forecast/forecast-view.ts";
import { drawLayoutOf, drawRow, type Draws } from "../core/simulation/draws.ts";
import type { WinCounts } from "../core/simulation/kernel.ts";
import { flagsAtLeast, targetSwing } from "../core/simulation/target-swing.ts";
import type { DrawnForecast } from "./present-forecast.ts";
import type { SimulationOptions, SimulationPool } from "./simulation-pool.ts";

/** What drawing a forecast came to. */
export interface DrawnFigures extends Omit<DrawnForecast, "prepared"> {
  /** 0: the exact distribution. */
  readonly drawCount: number;
}

/** How draws are made; none of it changes them. */
export interface DrawWork extends Pick<SimulationOptions, "workers" | "kernel" | "signal"> {
  /** Told how much is drawn, 0..1. */
  readonly onDrawn?: ((share: number) => void) | undefined;
}

/** Draws a plan, and asks how much hangs on each opportunity where there is a target. @throws {AppFailure} cancelled */
export async function drawForecast(
  pool: SimulationPool,
  prepared: PreparedForecast,
  request: ForecastRequest,
  { onDrawn, ...work }: DrawWork,
): Promise<DrawnFigures> {
  const { plan } = prepared.built;
  if (request.method === "exact") {
    const targetSwings = request.target === undefined ? undefined : plan.opportunityIds.map(() => null);
    return { figures: exactFigures(plan), drawCount: 0, targetSwings };
  }
  const options = { drawCount: request.drawCount, seed: request.seed, ...work };
  const draws = await pool.simulate(plan, {
    ...options,
    onProgress: (done, all) => onDrawn?.(done / all),
  });
  return {
    figures: figuresOfDraws(plan, draws),
    exact: request.method === "both" ? exactFigures(plan) : undefined,
    drawCount: draws.drawCount,
    targetSwings: await targetSwingsOf(pool, prepared, request, draws, options),
  };
}

async function targetSwingsOf(
  pool: SimulationPool,
  prepared: PreparedForecast,
  request: ForecastRequest,
  draws: Draws,
  options: SimulationOptions,
): Promise<(number | null)[] | undefined> {
  if (request.target === undefined) return undefined;
  const { plan } = prepared.built;
  const flags = targetFlags(prepared, request.target, draws);
  const hitCount = flags.reduce((sum, flag) => sum + flag, 0);
  return swingsOf(await pool.replay(plan, flags, options), { drawCount: draws.drawCount, hitCount });
}

/** One byte for each draw: 1 where what is booked and what is drawn reach the target. */
export function targetFlags(
  { built, table }: PreparedForecast,
  targetText: string,
  draws: Draws,
): Uint8Array {
  const booked = built.plan.booked.reduce((a, b) => a + b, 0);
  const target = minorUnitsFromDecimal(targetText, table.view.minorDigits);
  return flagsAtLeast(drawRow(draws, drawLayoutOf(built.plan).total), target - booked);
}

/** How much hangs on each opportunity; null where there is no such difference. */
export function swingsOf(
  counts: WinCounts,
  drawn: { readonly drawCount: number; readonly hitCount: number },
): (number | null)[] {
  return Array.from(counts.won, (_, row) => {
    const swing = targetSwing(counts, row, drawn);
    return swing.ok ? swing.value : null;
  });
}
