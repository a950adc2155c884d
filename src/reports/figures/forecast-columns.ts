import type { ForecastReply } from "../../contracts/forecast.ts";
import { differenceOf, roundedToAddUp } from "./add-up.ts";
import { cleanText } from "./clean-text.ts";
import type { DecidingOpportunities } from "./deciding-opportunities.ts";
import type { GroupRow } from "./group-rows.ts";
import { compactMoneyText, decimalsFor, tableMoneyText } from "./money-text.ts";
import { percentText, pointsText } from "./percent-text.ts";
import type { TableColumn } from "./table-column.ts";

const right = (header: string, cells: readonly string[], rank?: number): TableColumn => ({
  header,
  cells,
  align: "right",
  ...(rank === undefined ? {} : { rank }),
});

const name = (header: string, cells: readonly string[], rank?: number): TableColumn => ({
  header,
  cells: cells.map((cell) => cleanText(cell)),
  align: "left",
  minWidth: 8,
  ...(rank === undefined ? {} : { rank }),
});

/** Columns of a table of segments or owners. */
export function groupColumns(header: string, rows: readonly GroupRow[], fullDigits: number): TableColumn[] {
  const amounts = rows.flatMap(({ booked, expected, total }) => [
    booked,
    expected,
    ...(total === undefined ? [] : [total.quantiles["0.1"], total.quantiles["0.9"]]),
  ]);
  const money = tableMoneyText(amounts, fullDigits);
  const all = rows.at(-1)?.kind === "all" ? rows.at(-1) : undefined;
  // The rows above the sum add up to it as they are shown.
  const shown = (column: "booked" | "expected") => {
    if (all === undefined) return rows.map((row) => money(row[column]));
    const parts = rows.slice(0, -1).map((row) => row[column]);
    return [...roundedToAddUp(parts, all[column], decimalsFor(amounts)), all[column]].map(money);
  };
  const quantile = (level: "0.1" | "0.5" | "0.9") =>
    rows.map(({ total }) => (total === undefined ? "" : money(total.quantiles[level])));
  return [
    { header, cells: rows.map(({ name }) => name), align: "left", minWidth: 12 },
    right(
      "Open",
      rows.map(({ openCount }) => compactMoneyText(openCount)),
      1,
    ),
    right("Booked", shown("booked"), 3),
    right("Expected", shown("expected"), 4),
    right("Median", quantile("0.5")),
    right("80 % from", quantile("0.1"), 2),
    right("80 % to", quantile("0.9"), 2),
  ];
}

/** Columns of the table of sub-periods. */
export function subPeriodColumns(reply: ForecastReply, fullDigits: number): TableColumn[] {
  const parts = reply.subPeriods;
  const expected = parts.map(({ total, booked }) => differenceOf(total.mean, booked));
  const amounts = parts.flatMap(({ booked, total, cumulative }) => [
    booked,
    total.quantiles["0.1"],
    total.quantiles["0.9"],
    cumulative.quantiles["0.5"],
  ]);
  const money = tableMoneyText([...amounts, ...expected], fullDigits);
  const decimals = decimalsFor([...amounts, ...expected]);
  const labels = parts.map(({ label }) => cleanText(label));
  const namesItself = labels.every((label) => /^\d{4}-\d{2}/.test(label));
  return [
    { header: "When", cells: labels, align: "left", minWidth: 10 },
    ...(namesItself
      ? []
      : [
          {
            header: "From",
            cells: parts.map(({ from }) => from),
            align: "left",
            rank: 1,
          } satisfies TableColumn,
        ]),
    right(
      "Booked",
      roundedToAddUp(
        parts.map(({ booked }) => booked),
        reply.booked,
        decimals,
      ).map(money),
      3,
    ),
    right(
      "Expected",
      roundedToAddUp(expected, differenceOf(reply.total.mean, reply.booked), decimals).map(money),
    ),
    right(
      "80 % from",
      parts.map(({ total }) => money(total.quantiles["0.1"])),
      2,
    ),
    right(
      "80 % to",
      parts.map(({ total }) => money(total.quantiles["0.9"])),
      2,
    ),
    right(
      "Sum, median",
      parts.map(({ cumulative }) => money(cumulative.quantiles["0.5"])),
      4,
    ),
  ];
}

/** Columns of the table of the opportunities that decide the result. */
export function opportunityColumns(deciding: DecidingOpportunities, fullDigits: number): TableColumn[] {
  const { shown, by } = deciding;
  const money = tableMoneyText(
    shown.flatMap(({ amount, expectedAmount }) => [amount ?? "0", expectedAmount]),
    fullDigits,
  );
  const hasOwners = shown.some(({ owner }) => owner !== null);
  return [
    name(
      "Opportunity",
      shown.map(({ id }) => id),
    ),
    name(
      "Stage",
      shown.map(({ stage }) => stage),
      2,
    ),
    ...(hasOwners
      ? [
          name(
            "Owner",
            shown.map(({ owner }) => owner ?? "-"),
            1,
          ),
        ]
      : []),
    right(
      "Amount",
      shown.map(({ amount }) => (amount === null ? "not given" : money(amount))),
    ),
    right(
      "Win",
      shown.map(({ calibratedWinProbability }) => percentText(calibratedWinProbability)),
    ),
    by === "targetSwing"
      ? right(
          "Swing",
          shown.map(({ targetSwing }) =>
            targetSwing === undefined || targetSwing === null ? "-" : pointsText(targetSwing),
          ),
        )
      : right(
          "Expected",
          shown.map(({ expectedAmount }) => money(expectedAmount)),
        ),
  ];
}

const points = (probability: number) => `${(probability * 100).toFixed(2)} %`;

/** Columns that set the sample beside the exact result; undefined when there is none. */
export function exactColumns(reply: ForecastReply): TableColumn[] | undefined {
  const { exact, total } = reply;
  if (exact === undefined) return undefined;
  const rows = (
    [
      ["mean", total.mean, exact.total.mean],
      ["10 %", total.quantiles["0.1"], exact.total.quantiles["0.1"]],
      ["median", total.quantiles["0.5"], exact.total.quantiles["0.5"]],
      ["90 %", total.quantiles["0.9"], exact.total.quantiles["0.9"]],
    ] as const
  ).map(([name, sample, truth]) => ({ name, sample, truth, difference: differenceOf(sample, truth) }));
  const money = tableMoneyText(
    rows.flatMap(({ sample, truth }) => [sample, truth]),
    12,
  );
  const chances =
    reply.probabilityOfTarget === undefined || exact.probabilityOfTarget === undefined
      ? undefined
      : { sample: reply.probabilityOfTarget, truth: exact.probabilityOfTarget };
  const extra = (text: (chance: { sample: number; truth: number }) => string) =>
    chances === undefined ? [] : [text(chances)];
  return [
    {
      header: "Total",
      cells: [...rows.map(({ name }) => name), ...extra(() => "target reached")],
      align: "left",
    },
    right("Sample", [...rows.map(({ sample }) => money(sample)), ...extra(({ sample }) => points(sample))]),
    right("Exact", [...rows.map(({ truth }) => money(truth)), ...extra(({ truth }) => points(truth))]),
    right("Difference", [
      ...rows.map(({ difference }) => money(difference)),
      ...extra(({ sample, truth }) => `${((sample - truth) * 100).toFixed(2)} pts`),
    ]),
  ];
}
