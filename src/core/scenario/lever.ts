import type { LeverSize } from "./lever-size.ts";

/** What one unit of a lever's size means; sizes are relative changes, -0.1 being ten per cent less. */
export const LEVER_KIND_MEANINGS = {
  opportunity_creation: "Opportunities created: 0.1 is ten per cent more",
  stage_conversion:
    "Chance to move on to a later stage (from the last one: to win) from the one stage of scope.stages, instead of being lost: 0.1 is a tenth more",
  win_rate: "Share of decided opportunities that are won: 0.05 turns 20 % into 21 %",
  cycle_time: "Days from creation to the decision: -0.1 is ten per cent fewer",
  slippage: "Waiting in the last open stage: -0.2 is a fifth less",
  deal_size: "Amount of a win before discount: 0.05 is five per cent more",
  discount: "Discount in points of the list price: -0.02 is two points less discount",
  churn: "Customers who leave: -0.1 is a tenth fewer",
  contraction: "Recurring revenue taken off by customers who stay: -0.1 is a tenth less",
  expansion: "Recurring revenue added by customers who stay: 0.1 is a tenth more",
  renewal: "Chance to renew a contract that ends: 0.02 is two per cent more",
  seller_ramp: "Months until a new seller is fully productive: -0.25 is a quarter fewer",
  cost_to_serve: "Share of revenue that serving it costs (1 - gross margin): -0.05 is a twentieth less",
} as const;
export type LeverKind = keyof typeof LEVER_KIND_MEANINGS;
export const LEVER_KINDS = Object.keys(LEVER_KIND_MEANINGS) as LeverKind[];

/** Kinds that act on existing customers and not on the pipeline. */
export const RETENTION_KINDS = ["churn", "contraction", "expansion", "renewal"] as const;

export type Lever =
  | (LeverCore & { readonly kind: Exclude<LeverKind, "seller_ramp"> })
  | (LeverCore & SellerRamp & { readonly kind: "seller_ramp" });

interface LeverCore {
  readonly name: string;
  readonly size: LeverSize;
  /** First month in which it acts, >= 1. */
  readonly startMonth: number;
  /** 0 = at once; else the size grows in equal steps and is whole after so many months. */
  readonly adoptionMonths: number;
  /** Last month in which it acts; absent = to the end. */
  readonly endMonth?: number;
  readonly scope: LeverScope;
  /** Why this size: the range's source, or that it is assumed. */
  readonly reasoning: string;
}

/** What else a change of the sellers' ramp has to know. */
export interface SellerRamp {
  /** Sellers who start during the horizon. */
  readonly newSellers: number;
  /** Months of the case, over which they start evenly. */
  readonly horizonMonths: number;
  /** Fully productive sellers as the case begins; > 0. */
  readonly existingSellers: number;
  /** Months until a new seller is as productive as the others, without the lever; > 0. */
  readonly rampMonths: number;
}

/** What a lever acts on; a part that is absent cuts nothing off. */
export interface LeverScope {
  readonly segment?: { readonly column: string; readonly values: readonly string[] };
  readonly stages?: readonly string[];
  readonly owners?: readonly string[];
}

/** How the sizes of two levers go together, over all that is not known about them. */
export interface LeverCorrelation {
  /** Names of two different levers; their order does not matter. */
  readonly first: string;
  readonly second: string;
  /** Spearman's, above -1 and below 1. */
  readonly rankCorrelation: number;
}

/** Share of its size that a lever has in a month, 0..1: a straight ramp from the start, nothing after the end. */
export function adoptedShare(
  { startMonth, adoptionMonths, endMonth }: Pick<Lever, "startMonth" | "adoptionMonths" | "endMonth">,
  month: number,
): number {
  if (month < startMonth || (endMonth !== undefined && month > endMonth)) return 0;
  return adoptionMonths === 0 ? 1 : Math.min(1, (month - startMonth + 1) / adoptionMonths);
}
