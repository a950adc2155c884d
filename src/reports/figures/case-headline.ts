import type { ScenarioReport } from "../../contracts/investment.ts";
import { cleanText } from "./clean-text.ts";
import { currencyText, decimalsFor, moneyText } from "./money-text.ts";
import { paybackText } from "./payback-text.ts";
import { percentText } from "./percent-text.ts";
import { chosenRateText, rateText } from "./rate-text.ts";
import { reasonText } from "./reason-text.ts";
import { cutToWidth } from "../terminal/display-width.ts";

/** A currency is a code of three letters; a longer text from a file does not push the amounts out of the page. */
const CURRENCY_COLUMNS = 8;

/** The figures at the top of an investment case, written out. */
export interface CaseHeadline {
  /** Mean net present value, with its currency; undefined where there is none. */
  readonly value: string | undefined;
  /** 5th to 95th percentile; undefined where nothing is drawn. */
  readonly range: string | undefined;
  readonly chance: string;
  readonly returnOnInvestment: string;
  readonly payback: string;
  /** Value, range and chance of a gain; then the return and the payback, or why there is none. */
  readonly sentences: readonly [string, string];
}

/** Mean net present value, its 90 % range, the chance of a gain, the return and the payback of the ledger case. */
export function caseHeadlineOf(scenario: ScenarioReport, currency: string): CaseHeadline {
  const { netPresentValue, probabilityOfGain, returnOnInvestment, payback } = scenario.figures;
  const { distribution } = netPresentValue;
  const mean = netPresentValue.ledger ?? distribution?.mean;
  const [low, high] = [distribution?.quantiles["0.05"], distribution?.quantiles["0.95"]];
  const decimals = decimalsFor([mean, low, high].filter((amount) => amount !== undefined));
  const unit =
    currency === "XXX" ? "" : ` ${cutToWidth(currencyText(cleanText(currency)), CURRENCY_COLUMNS)}`;
  const value = mean === undefined ? undefined : moneyText(mean, decimals) + unit;
  const range =
    low === undefined || high === undefined
      ? undefined
      : `${moneyText(low, decimals)} to ${moneyText(high, decimals)}`;
  const chance = chanceText(probabilityOfGain, scenario);
  const percent = returnOnInvestment.ledger === null ? undefined : rateText(returnOnInvestment.ledger);
  return {
    value,
    range,
    chance,
    returnOnInvestment: percent ?? "none",
    payback: paybackText(payback),
    sentences: [
      value === undefined
        ? `There is no net present value${reasonOf(netPresentValue.reason)}.`
        : isCertain(scenario)
          ? `Net present value ${value}, the same in every draw.`
          : `Net present value ${value} on average${range === undefined ? "" : `, 90 % range ${range}`}, above 0 with a chance of ${chance}.`,
      `${percent === undefined ? `No return on investment${reasonOf(returnOnInvestment.reason)}` : `Return on investment ${percent}`}; ${paybackText(payback)}.`,
    ],
  };
}

/** A share of the draws; certain only where all draws are the same. */
export function chanceText(chance: number, scenario: Pick<ScenarioReport, "figures">): string {
  return percentText(chance, isCertain(scenario));
}

/** Whether all draws give the same net present value, or none is drawn. */
export function isCertain({ figures }: Pick<ScenarioReport, "figures">): boolean {
  return Number(figures.netPresentValue.distribution?.sd ?? 0) === 0;
}

/** What the case was discounted with and over which time. */
export function caseTermsText({ horizonMonths, discountRatePerYear, grossMargin }: ScenarioReport): string {
  return `${horizonMonths} month${horizonMonths === 1 ? "" : "s"}, discounted at ${chosenRateText(discountRatePerYear)} a year, gross margin ${chosenRateText(grossMargin)}`;
}

function reasonOf(reason: string | null): string {
  return reason === null ? "" : `: ${reasonText(reason)}`;
}
