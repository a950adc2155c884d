import { MoneyDecimal } from "../../core/base/money.ts";
import type { MoneyDistribution, RealisedReturn, ScenarioReport } from "../../contracts/investment.ts";
import { differenceOf } from "./add-up.ts";
import { cleanText } from "./clean-text.ts";
import type { MoneyWriter } from "./exact-money-text.ts";
import { moneyText } from "./money-text.ts";
import { percentText } from "./percent-text.ts";
import { chosenRateText, rateText } from "./rate-text.ts";
import { MISSING } from "./score-text.ts";
import type { TableColumn } from "./table-column.ts";

const right = (header: string, cells: readonly string[]): TableColumn => ({ header, cells, align: "right" });

/** What the scenario changes over its horizon against the base case, draw by draw and undiscounted. */
export function effectColumns({ effects }: ScenarioReport, money: MoneyWriter): TableColumn[] {
  const rows = [
    ["Bookings", effects.bookings],
    ["Revenue", effects.revenue],
    ["Gross margin", effects.grossMargin],
  ] as const;
  const write = money(
    rows.flatMap(([, { mean, quantiles }]) => [mean, quantiles["0.05"], quantiles["0.95"]]),
  );
  const drawn = (level: "0.05" | "0.5" | "0.95") =>
    right(level === "0.5" ? "Median" : `${Number(level) * 100} %`, rows.map(([, { quantiles }]) => write(quantiles[level]))); // prettier-ignore
  return [
    { header: "More than without it", cells: rows.map(([name]) => name), align: "left" },
    right("Mean", rows.map(([, { mean }]) => write(mean))), // prettier-ignore
    drawn("0.5"),
    drawn("0.05"),
    drawn("0.95"),
  ];
}

/** The case with its benefits marked down and its costs marked up, beside the ledger and the simulation. */
export function riskAdjustedColumns(
  { figures, riskAdjusted }: ScenarioReport,
  money: MoneyWriter,
): TableColumn[] {
  if (riskAdjusted === null) return [];
  const rows = [
    ["PV of benefits", figures.presentValueOfBenefits, riskAdjusted.presentValueOfBenefits],
    ["PV of costs", figures.presentValueOfCosts, riskAdjusted.presentValueOfCosts],
    ["Net present value", figures.netPresentValue, riskAdjusted.netPresentValue],
  ] as const;
  const write = money(
    rows.flatMap(([, { ledger, distribution: drawn }, adjusted]) =>
      [ledger, adjusted, drawn?.quantiles["0.05"], drawn?.quantiles["0.95"]].filter(
        (amount) => typeof amount === "string",
      ),
    ),
  );
  const { returnOnInvestment: returned } = figures;
  const rate = (ratio: number | null | undefined) => (typeof ratio === "number" ? rateText(ratio) : MISSING);
  const amount = (text: string | null | undefined) => (typeof text === "string" ? write(text) : MISSING);
  const column = (header: string, cell: (row: (typeof rows)[number]) => string, last: string) =>
    right(header, [...rows.map(cell), last]);
  const drawn = (level: "0.05" | "0.5" | "0.95") =>
    column(
      level === "0.5" ? "Median" : `${Number(level) * 100} %`,
      ([, { distribution }]) => amount(distribution?.quantiles[level]),
      rate(returned.distribution?.quantiles[level]),
    );
  return [
    { header: "Figure", cells: [...rows.map(([name]) => name), "Return on investment"], align: "left" },
    column("Risk-adjusted", ([, , adjusted]) => write(adjusted), rate(riskAdjusted.returnOnInvestment)),
    column("Ledger case", ([, { ledger }]) => amount(ledger), rate(returned.ledger)),
    drawn("0.05"),
    drawn("0.5"),
    drawn("0.95"),
  ];
}

/** How the view was adjusted, and what it leaves out. */
export function riskAdjustedNotes({ riskAdjusted }: ScenarioReport, money: MoneyWriter): string[] {
  if (riskAdjusted === null) return [];
  const { benefitFactor, costFactor, flexibility } = riskAdjusted;
  return [
    `Benefits count ${chosenRateText(benefitFactor)} and costs ${chosenRateText(costFactor)} of the ledger case: the means of the low, likely and high factors of the file.`,
    ...(flexibility === null
      ? []
      : [
          `Flexibility, in none of the figures: ${money([flexibility.value])(flexibility.value)}. ${cleanText(flexibility.note)}`,
        ]),
  ];
}

/** What the investment has really returned so far, against what would have come without it. */
export function realisedColumns(realised: RealisedReturn, money: MoneyWriter): TableColumn[] {
  const drawn: readonly (readonly [string, MoneyDistribution])[] = [
    ["Bookings expected without it", realised.counterfactual],
    ["Effect on bookings", realised.effect],
    ["Effect as promised", realised.plannedEffect],
    ["Gross margin of the effect", realised.grossMarginOfEffect],
  ];
  const net = ["Net so far", realised.net] as const;
  const amounts = [...drawn, net].flatMap(([, { mean, quantiles }]) => [mean, quantiles["0.05"], quantiles["0.95"]]); // prettier-ignore
  const costs = differenceOf("0", realised.costsToDate);
  const benefits = new MoneyDecimal(realised.net.mean)
    .minus(realised.grossMarginOfEffect.mean)
    .plus(realised.costsToDate)
    .toFixed();
  const write = money([...amounts, realised.actualBookings, benefits, costs]);
  const { returnToDate } = realised;
  const rate = (ratio: number | undefined) => (ratio === undefined ? MISSING : rateText(ratio));
  const column = (
    header: string,
    textOf: (drawn: MoneyDistribution) => string,
    single: (amount: string) => string,
    ratio: number | undefined,
  ) =>
    // prettier-ignore
    right(header, [
      single(realised.actualBookings),
      ...drawn.map(([, distribution]) => textOf(distribution)),
      single(benefits),
      single(costs),
      textOf(realised.net),
      rate(ratio),
    ]);
  return [
    {
      header: "So far",
      cells: [
        "Actual bookings, net",
        ...drawn.map(([name]) => name),
        "Direct benefits to date",
        "Costs to date",
        net[0],
        "Return to date",
      ],
      align: "left",
    },
    column("Mean", ({ mean }) => write(mean), write, returnToDate?.mean),
    column("5 %", ({ quantiles }) => write(quantiles["0.05"]), () => "", returnToDate?.quantiles["0.05"]), // prettier-ignore
    column("95 %", ({ quantiles }) => write(quantiles["0.95"]), () => "", returnToDate?.quantiles["0.95"]), // prettier-ignore
  ];
}

/** Over which days, how sure it is that there is an effect, and how much of the promise has come. */
export function realisedSentences(realised: RealisedReturn): string[] {
  const { from, to, months, probabilityOfEffect } = realised;
  return [
    `${from} to ${to}, ${months} whole month${months === 1 ? "" : "s"}: the effect is above 0 with a chance of ${percentText(probabilityOfEffect, false)}${shareOfGoalText(realised)}.`,
    ...(isPromiseSmall(realised)
      ? [
          "What the case promised for these days is less than the forecast without it may be off by: they cannot tell yet whether it is kept.",
        ]
      : []),
    "Without the investment is what was forecast on the start day; its own uncertainty is the width of the ranges. Bookings are net of wins that were taken back in these days, earlier wins included.",
  ];
}

function shareOfGoalText({ shareOfGoal }: RealisedReturn): string {
  if (shareOfGoal === null) return "";
  if (shareOfGoal <= 0) return "; of what the case promised for these days nothing has come on average";
  return `; ${moneyText(shareOfGoal * 100)} % of what the case promised for these days has come`;
}

/** Whether the promise lies within half the 90 % range of the effect, so that its being kept or not is luck. */
function isPromiseSmall({ plannedEffect, effect }: RealisedReturn): boolean {
  const halfRange = new MoneyDecimal(effect.quantiles["0.95"]).minus(effect.quantiles["0.05"]).div(2);
  return new MoneyDecimal(plannedEffect.mean).abs().lt(halfRange);
}
