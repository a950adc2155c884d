import type { FigureChange } from "../../contracts/schedule.ts";
import type { z } from "zod";

/** Parts of a result that hold its figures; what a result has not is left out. */
interface ResultLike {
  readonly schema?: string;
  readonly total?: { readonly mean?: string; readonly quantiles?: Readonly<Record<string, string>> };
  readonly probabilityOfTarget?: number;
  readonly methods?: readonly {
    readonly method: string;
    readonly wape?: number | null;
    readonly bias?: number | null;
    readonly crpsRatioToNaive?: number | null;
    readonly coverage?: Readonly<Record<string, { readonly share?: number | null } | number | null>>;
  }[];
  readonly scenarios?: readonly {
    readonly name: string;
    readonly figures?: {
      readonly netPresentValue?: { readonly ledger?: string | null };
      readonly probabilityOfGain?: number;
    };
  }[];
  readonly kpis?: readonly {
    readonly id: string;
    readonly stage?: string | null;
    readonly value?: number | string | null;
  }[];
  readonly pipeline?: { readonly start?: string; readonly end?: string } | null;
}

/**
 * The figures of a result that runs of a schedule are compared by: of a forecast total.mean, total.p10, total.p50, total.p90 and
 * probabilityOfTarget; of a backtest METHOD.wape, .bias, .crpsRatioToNaive and .coverage80; of cases NAME.npv and .probabilityOfGain; of
 * KPIs their ids, with the stage after a dot.
 */
export function headlineFigures(result: unknown): Readonly<Record<string, number | null>> {
  const { total, probabilityOfTarget, methods = [], scenarios = [], kpis = [] } = result as ResultLike;
  const figures: Record<string, number | null> = {};
  const put = (name: string, value: unknown): void => {
    if (value === undefined) return;
    const number = value === null ? Number.NaN : Number(value);
    figures[name] = Number.isFinite(number) ? number : null;
  };
  put("total.mean", total?.mean);
  for (const [name, level] of [
    ["p10", "0.1"],
    ["p50", "0.5"],
    ["p90", "0.9"],
  ] as const) {
    put(`total.${name}`, total?.quantiles?.[level]);
  }
  put("probabilityOfTarget", probabilityOfTarget);
  for (const { method, wape, bias, crpsRatioToNaive, coverage } of methods) {
    put(`${method}.wape`, wape);
    put(`${method}.bias`, bias);
    put(`${method}.crpsRatioToNaive`, crpsRatioToNaive);
    const held = coverage?.["0.8"];
    put(`${method}.coverage80`, typeof held === "object" ? held?.share : held);
  }
  for (const { name, figures: of } of scenarios) {
    put(`${name}.npv`, of?.netPresentValue?.ledger);
    put(`${name}.probabilityOfGain`, of?.probabilityOfGain);
  }
  for (const { id, stage, value } of kpis) put((stage ?? null) === null ? id : `${id}.${stage}`, value);
  return figures;
}

/** Figures of a result beside those of the one before. */
export function compareFigures(
  now: Readonly<Record<string, number | null>>,
  before: Readonly<Record<string, number | null>> | undefined,
): z.infer<typeof FigureChange>[] {
  return Object.entries(now).map(([figure, value]) => {
    const previous = before?.[figure] ?? null;
    const isComparable = value !== null && previous !== null && previous !== 0;
    return { figure, value, previous, change: isComparable ? (value - previous) / Math.abs(previous) : null };
  });
}
