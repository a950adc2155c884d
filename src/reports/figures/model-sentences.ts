import type { ForecastReply } from "../../contracts/forecast.ts";
import { roundedToAddUp, sumOf } from "./add-up.ts";
import type { Headline } from "./headline.ts";
import { moneyText, signedMoneyText, tableMoneyText } from "./money-text.ts";
import { changeText } from "./percent-text.ts";

/** What the open part is made of, adding up as shown. */
interface OpenParts {
  readonly opportunities: string;
  readonly adjustment: string;
  /** The adjustment in percent, `+3.2 %`. */
  readonly change: string;
  readonly open: string;
}

/** Opportunities + calibration adjustment = expected from open ones, as the headline shows it. */
function openPartsOf(reply: ForecastReply, headline: Headline): OpenParts {
  const listed = sumOf(reply.opportunities.map(({ expectedAmount }) => expectedAmount));
  const { openAdjustment, openAdjustmentAmount } = reply.calibration;
  const { decimals } = headline;
  const [opportunities, adjustment] = roundedToAddUp(
    [listed, openAdjustmentAmount],
    headline.open.replaceAll(",", ""),
    decimals,
  );
  return {
    opportunities: moneyText(opportunities!, decimals),
    adjustment: signedMoneyText(adjustment!, decimals),
    change: changeText(openAdjustment),
    open: headline.open,
  };
}

/** The same as a sentence. */
export function openPartsSentence(reply: ForecastReply, headline: Headline): string {
  const { opportunities, adjustment, change, open } = openPartsOf(reply, headline);
  return `Open opportunities: ${opportunities} as listed, ${adjustment} calibration (${change} by the record of the last weeks) = ${open}.`;
}

/** Where the width of the range comes from: what moves all business together, and whether history says so. */
export function commonFactorSentence(reply: ForecastReply): string {
  const { commonFactorSd, effectiveWindows, windowCount } = reply.calibration;
  if (commonFactorSd === 0) return "Nothing is assumed to move all business together.";
  const percent = Math.round((Math.exp(commonFactorSd) - 1) * 100);
  const size = `A common factor moves all business still to come together by about ${percent < 1 ? "<1" : percent} % either way (sd of its log ${commonFactorSd.toFixed(3)})`;
  const windows = `${windowCount} past window${windowCount === 1 ? "" : "s"}, worth ${effectiveWindows.toFixed(1)} independent ones`;
  return `${size}, from ${windows}.`;
}

/** What to say when the range is a wide prior; undefined when history suffices. */
export function widenedRangeSentence(reply: ForecastReply): string | undefined {
  if (reply.calibration.sufficient) return undefined;
  return (
    "History says too little about how far results stray from forecasts: " +
    "the range is a wide prior, not a measured one. It narrows as history grows."
  );
}

/** Where the business that does not exist yet comes from. */
export function newBusinessSentence(reply: ForecastReply): string {
  const { createdPerDay, yearlyIndex, expectedWins, expectedAmountPerWin } = reply.newBusiness;
  if (createdPerDay === 0 && expectedWins === 0) return "No business that does not exist yet is expected.";
  const season =
    yearlyIndex === 1
      ? ""
      : `, ${changeText(yearlyIndex - 1)} for the time of year (yearly index ${yearlyIndex.toFixed(2)})`;
  const { mean } = reply.new;
  const amount =
    expectedAmountPerWin === null
      ? ""
      : ` A win of the past was ${tableMoneyText([expectedAmountPerWin])(expectedAmountPerWin)} on average.`;
  const wins = `${countText(createdPerDay)} new opportunities a day${season}; ${countText(expectedWins)} of them won in the period.`;
  return `${wins} By segment, and with bookings that will be taken back deducted, they bring ${tableMoneyText([mean])(mean)}.${amount}`;
}

function countText(count: number): string {
  if (count === 0) return "0";
  if (count < 0.1) return "Fewer than 0.1";
  return count < 100 ? count.toFixed(1) : moneyText(count);
}
