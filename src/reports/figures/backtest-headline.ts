import type { BacktestReply, MethodScores } from "../../contracts/backtest.ts";
import { cleanText } from "./clean-text.ts";
import { independentWindowsText } from "./independent-windows.ts";
import { currencyText, moneyText } from "./money-text.ts";
import { percentPoints, ratioText, signedPercentPoints } from "./score-text.ts";

const UNITS: Readonly<Record<string, string>> = { d: "day", w: "week", m: "month" };

/** The method that the page is about: `full`, which live forecasts use, or else the best one. */
export function headlineMethodOf(reply: BacktestReply): MethodScores | undefined {
  return reply.methods.find(({ method }) => method === "full") ?? reply.methods[0];
}

/** The baseline that is drawn beside the headline method; undefined where it is the headline or absent. */
export function naiveMethodOf(reply: BacktestReply): MethodScores | undefined {
  const headline = headlineMethodOf(reply);
  return (["naive-probabilistic", "naive-last"] as const)
    .map((name) => reply.methods.find(({ method }) => method === name))
    .find((scores) => scores !== undefined && scores !== headline);
}

/** How far ahead was forecast: `90 days ahead`, `fiscal quarter`. */
export function horizonText(horizon: string): string {
  const match = /^(\d{1,6})([dwm])$/.exec(horizon);
  if (match === null) return horizon === "quarter" ? "fiscal quarter" : cleanText(horizon);
  const [, count, unit] = match;
  return `${moneyText(count!)} ${UNITS[unit!]}${count === "1" ? "" : "s"} ahead`;
}

/** First and last cut-off: `2018-01-07 to 2018-09-30`, or the only one. */
export function cutoffSpan({ cutoffs, request }: BacktestReply): string {
  const [first, last] = [cutoffs[0]?.cutoff ?? request.from, cutoffs.at(-1)?.cutoff ?? request.to];
  return first === last ? first : `${first} to ${last}`;
}

/** How many cut-offs, how far apart, what they are worth, and in which currency. */
export function cutoffFacts(reply: BacktestReply): string {
  const { everyDays } = reply.request;
  const every =
    everyDays === 7 ? "one a week" : everyDays === 1 ? "one a day" : `one every ${everyDays} days`;
  const count = reply.cutoffs.length;
  const effective = headlineMethodOf(reply)?.effectiveWindows;
  const worth = effective === undefined ? "" : `, worth ${independentWindowsText(effective, "window")}`;
  const currency =
    reply.currency === "XXX" ? "no currency given" : `amounts in ${currencyText(cleanText(reply.currency))}`;
  return `${moneyText(count)} cut-off${count === 1 ? "" : `s, ${every}`}${worth}; ${currency}`;
}

/** WAPE and bias of the headline method, in words. */
export function headlineSentence({ method, wape, bias }: MethodScores): string {
  if (wape.value === null && bias.value === null) {
    return `WAPE and bias of ${method} do not exist; the reasons stand below the leader board.`;
  }
  const error =
    wape.value === null
      ? `WAPE of ${method} does not exist`
      : `The median of ${method} was off by ${percentPoints(wape.value)} % of what was booked (WAPE)`;
  if (bias.value === null) return `${error}; its bias does not exist.`;
  const text = signedPercentPoints(bias.value);
  const side = text.startsWith("+") ? "too high" : text.startsWith("-") ? "too low" : "neither high nor low";
  return `${error}; over all windows it was ${side} (bias ${text} %).`;
}

/** How often its 80 % ranges held and whether it beats the baseline, as far as either exists. */
export function rangeAndSkillSentence({ coverage, comparison }: MethodScores): string {
  const held =
    coverage === null ? [] : [`Its 80 % ranges held ${coverage["0.8"].held} of ${coverage["0.8"].of}.`];
  if (comparison === null) return held.join(" ");
  const { baseline, ratio, low, high, verdict } = comparison;
  const figures = `CRPS ratio ${ratioText(ratio)}, interval ${ratioText(low)} to ${ratioText(high)}`;
  return [...held, `Against ${baseline}: ${verdict} (${figures}).`].join(" ");
}
