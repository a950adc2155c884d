import type { ForecastReply } from "../../contracts/forecast.ts";
import { roundedToAddUp } from "./add-up.ts";
import { decimalsFor, moneyText, signedMoneyText } from "./money-text.ts";
import { percentText } from "./percent-text.ts";
import { differenceOf } from "./add-up.ts";

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
  /** Signed: positive is above the target. */
  readonly medianGap: string;
  readonly meanGap: string;
  /** What is not booked yet; undefined when the target is booked already. */
  readonly stillToBook: string | undefined;
}

/** What there is to say of the target; undefined without one. */
export function targetFiguresOf(reply: ForecastReply, decimals: number): TargetFigures | undefined {
  if (reply.target === undefined) return undefined;
  const stillToBook = differenceOf(reply.target, reply.booked);
  const signed = (amount: string) => signedMoneyText(differenceOf(amount, reply.target!), decimals);
  return {
    target: moneyText(reply.target, decimals),
    chance:
      reply.probabilityOfTarget === undefined
        ? undefined
        : percentText(reply.probabilityOfTarget, isCertain(reply)),
    medianGap: signed(reply.total.quantiles["0.5"]),
    meanGap: signed(reply.total.mean),
    stillToBook: Number(stillToBook) > 0 ? moneyText(stillToBook, decimals) : undefined,
  };
}

/** Whether the chance is computed and not counted in draws, so that 0 and 1 mean what they say. */
function isCertain(reply: ForecastReply): boolean {
  return reply.method === "exact" || Number(reply.total.sd) === 0;
}
