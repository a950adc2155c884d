import type { ChangesReply } from "../../contracts/changes.ts";
import { cleanText } from "./clean-text.ts";
import { exactMoneyText } from "./exact-money-text.ts";
import { percentText } from "./percent-text.ts";

/** Title of a comparison. */
export function changesTitle({ pipeline, period }: ChangesReply): string {
  const of = period === null ? "" : ` ${cleanText(period.label)}`;
  return pipeline === null ? `What changed in the forecast${of}` : `What changed in the pipeline${of}`;
}

/** What the two days are and what is compared. */
export function changesFacts(reply: ChangesReply): string {
  const { period, currency, knownThrough } = reply;
  const days = period === null ? "all open pipeline" : `period ${period.from} to ${period.to}`;
  const known = [
    [reply.from, knownThrough.from],
    [reply.to, knownThrough.to],
  ] as const;
  const behind = known
    .filter(([day, through]) => through !== null && through !== day)
    .map(([day, through]) => `known through ${through} on ${day}`);
  const money = currency === "XXX" ? "no currency given" : `amounts in ${cleanText(currency)}`;
  return [`From the end of ${reply.from} to the end of ${reply.to}`, days, ...behind, money].join(", ");
}

/** Slippage, pushes and pulls of a pipeline. */
export function movementSentences({ pipeline }: ChangesReply): string[] {
  if (pipeline === null) return [];
  const { slippage, closeDateMoves } = pipeline;
  const sentences: string[] = [];
  if (slippage !== null && slippage.rateByCount !== null) {
    const textOf = exactMoneyText([slippage.expectedAmount, slippage.slippedAmount, slippage.notWonAmount]);
    const byAmount =
      slippage.rateByAmount === null ? "" : ` and ${percentText(slippage.rateByAmount)} of the amount`;
    sentences.push(
      `Slipped out of the period: ${slippage.slippedCount} of ${slippage.expectedCount} opportunities, ${textOf(slippage.slippedAmount)} of ${textOf(slippage.expectedAmount)} (${percentText(slippage.rateByCount)} of the count${byAmount}).${slippage.cameBackCount === 0 ? "" : ` ${slippage.cameBackCount} more had slipped and came back.`}`,
      `Everything not won counted as slippage it is ${slippage.notWonCount} of ${slippage.expectedCount}, ${textOf(slippage.notWonAmount)}.`,
    );
  }
  if (closeDateMoves !== null) {
    const { pushCount, pullCount, pushedOpportunityCount, mostPushes, meanPushDays } = closeDateMoves;
    const mean = meanPushDays === null ? "" : `, by ${Math.round(meanPushDays)} days on average`;
    const most = mostPushes > 1 ? `, one of them ${mostPushes} times` : "";
    sentences.push(
      `Expected closes of all that is open were pushed ${pushCount} times${mean} (${pushedOpportunityCount} opportunities${most}) and pulled ahead ${pullCount} times.`,
    );
  }
  return sentences;
}

/** What the two forecasts are made of. */
export function forecastPartSentences({ forecast }: ChangesReply): string[] {
  if (forecast === null) return [];
  const names = [
    ["booked", "booked"],
    ["open", "expected from what is open"],
    ["calibration", "calibration adjustment"],
    ["newBusiness", "business to come"],
    ["commonFactor", "mean of the common factor"],
  ] as const;
  const textOf = exactMoneyText(names.flatMap(([name]) => [forecast.start[name], forecast.end[name]]));
  return names.map(
    ([name, words]) =>
      `${words[0]!.toUpperCase()}${words.slice(1)}: ${textOf(forecast.start[name])} before, ${textOf(forecast.end[name])} after`,
  );
}
