import type { ForecastReply } from "../../contracts/forecast.ts";
import { differenceOf, roundedToAddUp } from "./add-up.ts";
import { decimalsFor, moneyText } from "./money-text.ts";
import { percentText } from "./percent-text.ts";

export interface Headline {
  /** Decimal places of every figure of the headline. */
  readonly decimals: number;
  readonly booked: string;
  readonly open: string;
  readonly new: string;
  /** The mean: what the three above add up to, as they are shown. */
  readonly total: string;
  readonly median: string;
  readonly ranges: readonly { readonly level: 50 | 80 | 95; readonly from: string; readonly to: string }[];
}

/** The figures at the top of every forecast, in full and adding up as shown. */
export function headlineOf(reply: ForecastReply): Headline {
  const { quantiles } = reply.total;
  const decimals = decimalsFor([
    reply.booked,
    reply.open.mean,
    reply.new.mean,
    reply.total.mean,
    quantiles["0.025"],
    quantiles["0.975"],
  ]);
  const [booked, open, fresh] = roundedToAddUp(
    [reply.booked, reply.open.mean, reply.new.mean],
    reply.total.mean,
    decimals,
  );
  const range = (level: 50 | 80 | 95, from: keyof typeof quantiles, to: keyof typeof quantiles) => ({
    level,
    from: moneyText(quantiles[from], decimals),
    to: moneyText(quantiles[to], decimals),
  });
  return {
    decimals,
    booked: moneyText(booked!, decimals),
    open: moneyText(open!, decimals),
    new: moneyText(fresh!, decimals),
    total: moneyText(reply.total.mean, decimals),
    median: moneyText(quantiles["0.5"], decimals),
    ranges: [range(50, "0.25", "0.75"), range(80, "0.1", "0.9"), range(95, "0.025", "0.975")],
  };
}

export interface TargetFigures {
  readonly target: string;
  readonly chance: string | undefined;
  /** Where median and mean lie, and what is still to book. */
  readonly sentence: string;
}

/** What there is to say of the target; undefined without one. */
export function targetFiguresOf(reply: ForecastReply, decimals: number): TargetFigures | undefined {
  const { target, probabilityOfTarget } = reply;
  if (target === undefined) return undefined;
  const side = (amount: string) => {
    const gap = moneyText(differenceOf(amount, target), decimals);
    if (!/[1-9]/.test(gap)) return "on";
    return gap.startsWith("-") ? `${gap.slice(1)} below` : `${gap} above`;
  };
  const stillToBook = differenceOf(target, reply.booked);
  const toBook =
    Number(stillToBook) > 0
      ? `${moneyText(stillToBook, decimals)} of it is not booked yet.`
      : "It is booked already.";
  return {
    target: moneyText(target, decimals),
    chance:
      probabilityOfTarget === undefined ? undefined : percentText(probabilityOfTarget, isCertain(reply)),
    sentence: `The median is ${side(reply.total.quantiles["0.5"])} it, the mean ${side(reply.total.mean)} it. ${toBook}${keptText(reply)}`,
  };
}

/** Where a target came from that nobody gave with the question. */
function keptText({ request }: ForecastReply): string {
  return request.keptTarget === undefined ? "" : " It is the target that the workspace keeps.";
}

/** Whether the chance is computed and not counted in draws, so that 0 and 1 mean what they say. */
function isCertain(reply: ForecastReply): boolean {
  return reply.method === "exact" || Number(reply.total.sd) === 0;
}
