import { meanEstimate, type Estimate } from "./clustered.ts";
import { COMPANIES_A_CELL, HORIZON_DAYS } from "./coverage-design.ts";
import { EIGHTY, goalFindings, isReached } from "./coverage-goals.ts";
import type { CellScores } from "./coverage-study.ts";

const percent = (share: number, digits = 0): string => (100 * share).toFixed(digits);
const withError = ({ value, standardError }: Estimate, digits = 0): string =>
  `${percent(value, digits)} ± ${percent(standardError, digits)}`;
const signed = (value: number, digits = 0): string => `${value > 0 ? "+" : ""}${percent(value, digits)}`;
const slopeText = ({ value, standardError }: Estimate): string =>
  `${value.toFixed(2)} ± ${standardError.toFixed(2)}`;

function table(rows: readonly (readonly string[])[]): string {
  const [head, ...body] = rows;
  return [head!, head!.map(() => "---"), ...body].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** The README of this folder. @param cells all horizons */
export function coverageReport(cells: readonly CellScores[]): string {
  return `# Ranges on generated companies

Made by \`npm run bench -- coverage\`; do not edit. A generated company is simulated day by day from a truth that nobody's data is
needed for (\`src/core/company\`), so that here, and only here, ranges can be held against many independent companies.

- **Cells.** The common factor of a quarter has a standard deviation (sd) of 0, 0.1 or 0.25 on the log of bookings; arrivals are stable, grow
  by 30 % a year, or step up by 70 % once (after 62 % of the history). ${COMPANIES_A_CELL} companies a cell, of 500 to 2,000 opportunities in three
  years, on fixed seeds; no company is left out.
- **Forecasts.** Three cut-offs a company, 180 days apart, spread evenly over the days of a quarter; each for the 90 and the 30 days that follow.
  They are made by the code of \`revcast backtest\`, method \`full\`, 10,000 draws, from what was recorded by the cut-off. Windows of one length of a company do
  not overlap.
- **Coverage** is the share of actuals inside the central 50, 80 and 95 % ranges of the total, in percent. Standard errors are between companies
  (one left out at a time), as windows of one company may err together.
- **The generator is not tuned to the model** or the other way round: hazards are smooth curves of product, region, seller, size
  and calendar, there are zombies, reopened and returned wins, late amounts and typing errors, and the model is told none of it.

${HORIZON_DAYS.map((horizonDays) =>
  horizonSection(
    horizonDays,
    cells.filter((cell) => cell.horizonDays === horizonDays),
  ),
).join("\n\n")}

## How to read it

- Bias is the sum of the medians over that of the actuals, less one; a few large wins lead it. "Above" is the share of medians above their
  actual: half of those of an unbiased forecast.
- Most of the error is chance: a company of this size wins 3 to 25 opportunities a month, and the few large ones decide its bookings.
- Slopes are those of a logistic regression of won or not on the logit of the chance: 1 = honest, below = too far apart. "Simulated" chances are
  those that totals are made of, "shown" ones those that people see.
- Against the true chances, which know product, region, seller and size but set the common factor to 1: the first 90-day window of every fourth
  company. "Distance" is the mean absolute difference of a simulated chance from the true one, in points.
`;
}

function horizonSection(horizonDays: number, cells: readonly CellScores[]): string {
  const mean = (estimate: (cell: CellScores) => Estimate): Estimate => meanEstimate(cells.map(estimate));
  const average = (value: (cell: CellScores) => number): number =>
    cells.reduce((sum, cell) => sum + value(cell), 0) / cells.length;
  const sum = (value: (cell: CellScores) => number): number =>
    cells.reduce((total, cell) => total + value(cell), 0);
  const columns = [0, EIGHTY, 2];
  return `## ${horizonDays} days

${table([
  ["", "windows", "50 %", "80 %", "95 %", "bias %", "above %", "WAPE %", "80 % width / actual"],
  ...cells.map((cell) => [
    cell.cell.name,
    String(cell.windowCount),
    ...columns.map((interval) => withError(cell.coverage[interval]!)),
    `${signed(cell.bias.value)} ± ${percent(cell.bias.standardError)}`,
    withError(cell.medianAbove),
    percent(cell.wape),
    cell.width80.toFixed(2),
  ]),
  [
    "**mean**",
    String(sum((cell) => cell.windowCount)),
    ...columns.map(
      (interval) =>
        `**${withError(
          mean(({ coverage }) => coverage[interval]!),
          1,
        )}**`,
    ),
    `${signed(mean(({ bias }) => bias).value, 1)} ± ${percent(mean(({ bias }) => bias).standardError, 1)}`,
    withError(
      mean(({ medianAbove }) => medianAbove),
      1,
    ),
    percent(average(({ wape }) => wape)),
    average(({ width80 }) => width80).toFixed(2),
  ],
])}

${table([
  ["goal", "wanted", "found", ""],
  ...goalFindings(cells).map((finding) => {
    const isSlope = finding.what.includes("slope");
    const shown = (value: number): string => (isSlope ? value.toFixed(2) : `${percent(value)} %`);
    const found = isSlope ? slopeText(finding.found) : `${withError(finding.found, 1)} %`;
    const wanted =
      finding.high === 1
        ? `at least ${shown(finding.low)}`
        : `${shown(finding.low)} to ${shown(finding.high)}`;
    return [finding.what, wanted, found, isReached(finding) ? "reached" : "**missed**"];
  }),
])}

Single opportunities:

${opportunityTable(cells, mean)}`;
}

function opportunityTable(
  cells: readonly CellScores[],
  mean: (estimate: (cell: CellScores) => Estimate) => Estimate,
): string {
  const hasTruth = cells.some(({ truth }) => truth !== undefined);
  const truthCells = ({ truth }: CellScores): string[] =>
    truth === undefined
      ? []
      : [
          String(truth.opportunityCount),
          truth.slope.toFixed(2),
          truth.shownSlope.toFixed(2),
          signed(truth.bias, 1),
          percent(truth.meanDistance, 1),
        ];
  return table([
    [
      "",
      "opportunities",
      "slope, simulated",
      "slope, shown",
      ...(hasTruth ? ["with truth", "slope to truth", "shown", "bias to truth %", "distance"] : []),
    ],
    ...cells.map((cell) => [
      cell.cell.name,
      String(cell.opportunityCount),
      slopeText(cell.slope),
      slopeText(cell.shownSlope),
      ...truthCells(cell),
    ]),
    [
      "**mean**",
      String(cells.reduce((total, { opportunityCount }) => total + opportunityCount, 0)),
      `**${slopeText(mean(({ slope }) => slope))}**`,
      slopeText(mean(({ shownSlope }) => shownSlope)),
      ...(hasTruth ? ["", "", "", "", ""] : []),
    ],
  ]);
}
