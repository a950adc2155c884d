import { caseHeadlineOf, isCertain } from "../figures/case-headline.ts";
import { cleanText } from "../figures/clean-text.ts";
import { exactMoneyText } from "../figures/exact-money-text.ts";
import { tornadoBars } from "../figures/lever-columns.ts";
import { paybackText, paidBackMonthText } from "../figures/payback-text.ts";
import { percentText } from "../figures/percent-text.ts";
import { cashFanChart, ledgerCumulative } from "./cash-fan-chart.ts";
import { caseSection, type CasePage } from "./case-page.ts";
import { chartFigure } from "./chart-figure.ts";
import { dataTable } from "./data-table.ts";
import { EMPTY, markup, type Markup } from "./markup.ts";
import { LIGHT } from "./palette.ts";
import { paybackChart } from "./payback-chart.ts";
import { isNear, spreadChart } from "./spread-chart.ts";
import { TORNADO_AXIS_HEIGHT_PX, TORNADO_ROW_HEIGHT_PX, tornadoChart } from "./tornado-chart.ts";

const right = (header: string, cells: readonly string[]) => ({ header, cells, align: "right" as const });

/** Cumulative cash flow: the fan over the draws with the ledger case. */
export function cashSection(page: CasePage): Markup {
  const { scenario, draw, prefix } = page;
  const { cumulativeFan: fan } = scenario;
  const ledger = ledgerCumulative(scenario);
  const levels = ["0.05", "0.25", "0.5", "0.75", "0.95"] as const;
  const write = exactMoneyText([...fan.flatMap((month) => levels.map((level) => month[level])), ...(ledger ?? [])]); // prettier-ignore
  const figure = chartFigure(draw, {
    name: `${prefix}cash`,
    caption: "Cumulative net cash flow at the end of each month; month 0 is the day of the decision.",
    alternative: `Cumulative net cash flow over ${fan.length - 1} months: the ledger case is ${paybackText(scenario.figures.payback)}.`,
    legend: [
      { key: "range50", text: "50 % range" },
      { key: "range95", text: "90 % range" },
      { key: "median", text: ledger === undefined ? "median" : "ledger case (mean)" },
      ...(scenario.figures.payback.months === null ? [] : [{ key: "target", text: "paid back" }]),
    ],
    chartFor: (isNarrow) => cashFanChart(scenario, isNarrow),
    heightPx: { wide: 320, narrow: 260 },
    details: dataTable("Cumulative net cash flow over the draws", [
      { header: "By the end of", cells: fan.map(({ month }) => cleanText(month)), align: "left" },
      ...(ledger === undefined ? [] : [right("Ledger case", ledger.map(write))]),
      ...levels.map((level) => right(`${Number(level) * 100} %`, fan.map((month) => write(month[level])))), // prettier-ignore
    ]),
  });
  return caseSection(page, "cash-flow", "Cumulative cash flow", figure === EMPTY ? markup`<p>No money moves in this case.</p>\n` : figure); // prettier-ignore
}

/** How likely each net present value is. */
export function valueSection(page: CasePage): Markup {
  const { reply, scenario, draw, prefix } = page;
  const { distribution } = scenario.figures.netPresentValue;
  if (distribution === null) return EMPTY;
  const { quantiles } = distribution;
  const { range, chance } = caseHeadlineOf(scenario, reply.currency);
  const hasZero = isNear(scenario.npvHistogram, "0");
  const write = exactMoneyText(Object.values(quantiles));
  const figure = chartFigure(draw, {
    name: `${prefix}npv`,
    caption: `Share of the draws by the net present value they give.${hasZero ? "" : " Break-even lies too far off to be drawn."}`,
    alternative: `Distribution of the net present value: 90 % of draws lie between ${(range ?? "").replace(" to ", " and ")}, the chance of a gain is ${chance}.`,
    legend: [
      { key: "range50", text: "50 % range" },
      { key: "range80", text: "80 % range" },
      { key: "range95", text: "90 % range" },
      { key: "tail", text: "beyond" },
      { key: "median", text: "median" },
      ...(hasZero ? [{ key: "target", text: "break-even" }] : []),
    ],
    chartFor: (isNarrow) =>
      spreadChart(
        {
          ...scenario.npvHistogram,
          ranges: [
            { low: quantiles["0.05"], high: quantiles["0.95"], fill: LIGHT.range95 },
            { low: quantiles["0.1"], high: quantiles["0.9"], fill: LIGHT.range80 },
            { low: quantiles["0.25"], high: quantiles["0.75"], fill: LIGHT.range50 },
          ],
          median: quantiles["0.5"],
          mark: { name: "break-even", amount: "0" },
        },
        isNarrow,
      ),
    heightPx: { wide: 280, narrow: 230 },
    details: dataTable("Quantiles of the net present value", [
      { header: "Share of draws at or below", cells: Object.keys(quantiles).map((level) => `${Number(level) * 100} %`), align: "left" }, // prettier-ignore
      right("Net present value", Object.values(quantiles).map(write)), // prettier-ignore
    ]),
  });
  return caseSection(
    page,
    "value",
    "How likely each net present value is",
    figure === EMPTY
      ? markup`<p>Every draw gives the same net present value: nothing in this case is uncertain.</p>\n`
      : figure,
  );
}

/** The levers by how far each moves the net present value. */
export function tornadoFigure({ scenario, draw, prefix }: CasePage): Markup {
  const bars = tornadoBars(scenario.levers);
  const { ledger, distribution } = scenario.figures.netPresentValue;
  const mean = Number(distribution?.mean ?? ledger ?? 0);
  const heightPx = TORNADO_ROW_HEIGHT_PX * bars.length + TORNADO_AXIS_HEIGHT_PX;
  const write = exactMoneyText(bars.flatMap(({ low, high }) => [low, high]));
  return chartFigure(draw, {
    name: `${prefix}tornado`,
    caption: "Mean net present value with one lever at its 10th or 90th percentile, the rest simulated.",
    alternative: `Bars of ${bars.length} lever${bars.length === 1 ? "" : "s"} around the mean net present value; ${bars[0]?.name ?? "none"} moves it most.`,
    legend: [
      { key: "expected", text: "at the 10th percentile" },
      { key: "booked", text: "at the 90th percentile" },
      { key: "median", text: "mean of all draws" },
    ],
    chartFor: (isNarrow) => tornadoChart(bars, mean, isNarrow),
    heightPx: { wide: heightPx, narrow: heightPx },
    details: dataTable("Mean net present value with one lever held", [
      { header: "Lever", cells: bars.map(({ name }) => name), align: "left" },
      right("At its 10th percentile", bars.map(({ low }) => write(low))), // prettier-ignore
      right("At its 90th percentile", bars.map(({ high }) => write(high))), // prettier-ignore
    ]),
  });
}

/** The chance to be paid back by month. */
export function paybackSection(page: CasePage): Markup {
  const { scenario, draw, prefix } = page;
  const { payback, discountedPayback } = scenario.figures;
  const { chanceByMonth } = payback;
  const certain = isCertain(scenario);
  const share = (chance: number | undefined) => (chance === undefined ? "" : percentText(chance, certain));
  const figure = chartFigure(draw, {
    name: `${prefix}payback`,
    caption: "Share of the draws that are paid back for good by the end of each month.",
    alternative: `Chance to be paid back by month: half of the draws by month ${paidBackMonthText(chanceByMonth, 0.5)}, ${share(chanceByMonth.at(-1))} by the end.`,
    legend: [
      { key: "range80", text: "paid back" },
      { key: "naive", text: "discounted" },
    ],
    chartFor: (isNarrow) => paybackChart(scenario, isNarrow),
    heightPx: { wide: 240, narrow: 210 },
    details: dataTable("Chance to be paid back by the end of each month", [
      { header: "Month", cells: chanceByMonth.map((_, month) => String(month)), align: "left" },
      right("Paid back", chanceByMonth.map(share)),
      right("Discounted", chanceByMonth.map((_, month) => share(discountedPayback.chanceByMonth[month]))), // prettier-ignore
    ]),
  });
  return figure === EMPTY ? EMPTY : caseSection(page, "paid-back", "Chance to be paid back", figure);
}
