import type { CaseFigures, NumberDistribution, ScenarioReport } from "../../contracts/investment.ts";
import type { MoneyWriter } from "./exact-money-text.ts";
import { monthsText, paidBackMonthText } from "./payback-text.ts";
import { percentText } from "./percent-text.ts";
import { rateText } from "./rate-text.ts";
import { reasonText } from "./reason-text.ts";
import { MISSING, ratioText } from "./score-text.ts";
import type { TableColumn } from "./table-column.ts";

type FigureName = Exclude<keyof CaseFigures, "probabilityOfGain">;

/** A figure written out: the ledger case beside its distribution. */
export interface FigureRow {
  readonly figure: FigureName;
  readonly name: string;
  readonly ledger: string;
  readonly median: string;
  readonly low: string;
  readonly high: string;
  /** Share of the draws that have the figure, where not all of them do. */
  readonly share: string;
  /** Why the ledger case has none. */
  readonly reason: string | undefined;
}

/** What people call a figure of the contract. */
export const FIGURE_NAMES: Readonly<Record<FigureName, string>> = {
  netPresentValue: "Net present value",
  presentValueOfBenefits: "PV of benefits",
  presentValueOfCosts: "PV of costs",
  returnOnInvestment: "Return on investment",
  undiscountedReturn: "Undiscounted return",
  internalRateOfReturn: "IRR a year",
  modifiedInternalRateOfReturn: "MIRR a year",
  profitabilityIndex: "Profitability index",
  payback: "Payback, months",
  discountedPayback: "Discounted payback, months",
};

const MONEY = ["netPresentValue", "presentValueOfBenefits", "presentValueOfCosts"] as const;
const NUMBERS = [
  ["returnOnInvestment", rateText],
  ["undiscountedReturn", rateText],
  ["internalRateOfReturn", rateText],
  ["modifiedInternalRateOfReturn", rateText],
  ["profitabilityIndex", ratioText],
] as const;
const PAYBACKS = ["payback", "discountedPayback"] as const;

/** All figures of a case, amounts first. */
export function figureRows({ figures }: ScenarioReport, money: MoneyWriter): FigureRow[] {
  const amounts = MONEY.flatMap((figure) => {
    const { ledger, distribution: drawn } = figures[figure];
    return [ledger, drawn?.quantiles["0.05"], drawn?.quantiles["0.5"], drawn?.quantiles["0.95"]];
  });
  const write = money(amounts.filter((amount) => typeof amount === "string"));
  return [
    ...MONEY.map((figure) => {
      const { ledger, reason, distribution } = figures[figure];
      const at = (level: "0.05" | "0.5" | "0.95") =>
        distribution === null ? MISSING : write(distribution.quantiles[level]);
      return rowOf(figure, ledger === null ? MISSING : write(ledger), reason, at, "");
    }),
    ...NUMBERS.map(([figure, textOf]) => {
      const { ledger, reason, distribution } = figures[figure];
      const at = (level: "0.05" | "0.5" | "0.95") =>
        distribution === null ? MISSING : textOf(distribution.quantiles[level]);
      return rowOf(figure, ledger === null ? MISSING : textOf(ledger), reason, at, shareText(distribution));
    }),
    ...PAYBACKS.map((figure) => {
      const { months, reason, chanceByMonth } = figures[figure];
      const at = (level: "0.05" | "0.5" | "0.95") =>
        chanceByMonth.length === 0 ? MISSING : paidBackMonthText(chanceByMonth, Number(level));
      const ledger = months === null ? MISSING : monthsText(months).split(" ")[0]!;
      return rowOf(figure, ledger, reason, at, "");
    }),
  ];
}

function rowOf(
  figure: FigureName,
  ledger: string,
  reason: string | null,
  at: (level: "0.05" | "0.5" | "0.95") => string,
  share: string,
): FigureRow {
  return {
    figure,
    name: FIGURE_NAMES[figure],
    ledger,
    median: at("0.5"),
    low: at("0.05"),
    high: at("0.95"),
    share,
    reason: reason === null ? undefined : reasonText(reason),
  };
}

function shareText(distribution: NumberDistribution | null): string {
  return distribution === null || distribution.share === 1 ? "" : percentText(distribution.share, false);
}

/** Columns of the table of figures. */
export function figureColumns(rows: readonly FigureRow[]): TableColumn[] {
  const column = (header: string, key: "ledger" | "median" | "low" | "high" | "share"): TableColumn => ({
    header,
    cells: rows.map((row) => row[key]),
    align: "right",
  });
  return [
    { header: "Figure", cells: rows.map(({ name }) => name), align: "left", minWidth: 16 },
    column("Ledger case", "ledger"),
    column("Median", "median"),
    column("5 %", "low"),
    column("95 %", "high"),
    ...(rows.some(({ share }) => share !== "") ? [column("In draws", "share")] : []),
  ];
}

/** What needs saying about the figures: why one is missing, every root of the internal rate, what a column means. */
export function figureNotes(rows: readonly FigureRow[], { figures }: ScenarioReport): string[] {
  const { roots } = figures.internalRateOfReturn;
  const reasons = new Map<string, string[]>();
  for (const { name, reason } of rows) {
    if (reason !== undefined) reasons.set(reason, [...(reasons.get(reason) ?? []), name]);
  }
  return [
    "Ledger case: the mean of the draws cell by cell, to the cent. Payback over the draws: the month by whose end such a share of them is paid back for good.",
    ...[...reasons].map(([reason, names]) => `${names.join(", ")}: ${reason}`),
    ...(roots.length > 1
      ? [
          `The net present value is 0 at ${roots.length} rates a year: ${roots.map(rateText).join(", ")}; none of them alone is the return.`,
        ]
      : []),
    ...(rows.some(({ share }) => share !== "")
      ? ["In draws: the share of the draws that have the figure; the others are left out of its range."]
      : []),
  ];
}
