import type { KpiRecord, KpiReply, KpiUnit } from "../contracts/kpi.ts";
import { minorDigitsOf } from "../core/base/money.ts";
import type { CellFormat } from "./workbook/cell.ts";
import {
  factSheet,
  listSheet,
  MOST_ROWS,
  numberColumn,
  textColumn,
  textFact,
  type ListColumn,
} from "./workbook/list-sheet.ts";
import { numberCell } from "./workbook/cell.ts";
import { sourceSheets } from "./workbook/shared-sheets.ts";
import { workbookBytes } from "./workbook/workbook-bytes.ts";

const FORMATS: Readonly<Record<KpiUnit, CellFormat>> = {
  share: "percent",
  money: "money",
  moneyPerDay: "money",
  days: "ratio",
  months: "ratio",
  count: "count",
  ratio: "ratio",
  points: "ratio",
};

type Value = KpiRecord["value"];

/** A column of values whose unit is told by their row. */
function valueColumn<Row extends { readonly unit: KpiUnit }>(
  header: string,
  valueOf: (row: Row) => Value | undefined,
): ListColumn<Row> {
  return {
    header,
    width: Math.max(14, header.length + 2),
    cellOf: (row) => {
      const value = valueOf(row);
      return value === null || value === undefined
        ? undefined
        : numberCell(value, FORMATS[row.unit], "plain");
    },
  };
}

/**
 * KPIs as a workbook of plain values: each with its convention, range and rows behind it; by other conventions; over time; what moved
 * them; targets; losses by reason.
 * @param mostRows of a sheet; how many more there are is said in it
 * @returns an XLSX file; the same reply gives the same bytes
 */
export function kpiAsXlsx(reply: KpiReply, mostRows: number = MOST_ROWS): Uint8Array {
  const { period, compare } = reply.request;
  const named = (record: KpiRecord) => ({
    kpi: record.name,
    of: record.stage ?? record.channel ?? "",
    unit: record.unit,
  });
  const rivals = reply.kpis.flatMap((record) =>
    record.rivals.map((rival) => ({ ...named(record), ...rival, by: rival.name })),
  );
  const series = reply.kpis.flatMap((record) =>
    record.series.map((entry) => ({ ...entry, ...named(record) })),
  );
  const moved = reply.kpis.flatMap((record) =>
    record.explained.flatMap(({ dimension, groups }) =>
      groups.map((group) => ({ ...named(record), ...group, dimension })),
    ),
  );
  const sheets = [
    listSheet<KpiRecord>("KPIs", reply.kpis, [
      textColumn("KPI", 34, ({ name }) => name),
      textColumn("Of", 18, ({ stage, channel }) => stage ?? channel),
      textColumn("Department", 16, ({ department }) => department),
      textColumn("Unit", 12, ({ unit }) => unit),
      valueColumn(period.label, ({ value }) => value),
      valueColumn("Low 95 %", ({ interval }) => interval?.low),
      valueColumn("High 95 %", ({ interval }) => interval?.high),
      ...(compare === null
        ? []
        : [
            valueColumn<KpiRecord>(compare.label, ({ comparison }) => comparison?.value),
            valueColumn<KpiRecord>("Change", ({ comparison }) => comparison?.change),
          ]),
      numberColumn("n", "count", ({ sampleSize }) => sampleSize),
      numberColumn("Reliability", "percent", ({ reliability }) => reliability.score),
      textColumn("Convention", 70, ({ convention }) => convention),
      textColumn("Why there is none", 50, ({ reason }) => reason),
    ]),
    listSheet("Other conventions", rivals, [
      textColumn("KPI", 34, ({ kpi }) => kpi),
      textColumn("Of", 18, ({ of }) => of),
      textColumn("By", 30, ({ by }) => by),
      valueColumn("Value", ({ value }) => value),
      textColumn("Convention", 70, ({ convention }) => convention),
    ]),
    listSheet(
      "Over time",
      series,
      [
        textColumn("KPI", 34, ({ kpi }) => kpi),
        textColumn("Of", 18, ({ of }) => of),
        textColumn("Period", 14, ({ label }) => label),
        textColumn("From", 12, ({ from }) => from),
        textColumn("To", 12, ({ to }) => to),
        textColumn("Partial", 8, ({ isPartial }) => (isPartial ? "yes" : "")),
        valueColumn("Value", ({ value }) => value),
        numberColumn("n", "count", ({ sampleSize }) => sampleSize),
      ],
      [],
      mostRows,
    ),
    listSheet(
      "What moved them",
      moved,
      [
        textColumn("KPI", 34, ({ kpi }) => kpi),
        textColumn("Dimension", 14, ({ dimension }) => dimension),
        textColumn("Group", 26, ({ name }) => name),
        valueColumn("Before", ({ before }) => before),
        valueColumn("After", ({ after }) => after),
        valueColumn("Mix", ({ mix }) => mix),
        valueColumn("Rate", ({ rate }) => rate),
      ],
      [],
      mostRows,
    ),
    listSheet("Targets", reply.targets, [
      textColumn("KPI", 34, ({ name }) => name),
      textColumn("Status", 12, ({ status }) => status),
      valueColumn("Value", ({ value }) => value),
      valueColumn("Due by now", ({ due }) => due),
      valueColumn("Gap", ({ gap }) => gap),
      valueColumn("Target", ({ entry }) => entry.target?.value),
      textColumn("By", 12, ({ entry }) => entry.target?.byWhen),
      textColumn("Driver", 70, ({ driver }) => driver?.sentence),
    ]),
    listSheet("Losses", reply.lossReasons.reasons ?? [], [
      textColumn("Reason", 34, ({ reason }) => reason),
      numberColumn("Lost", "count", ({ lost }) => lost.value),
      numberColumn("Amount", "money", ({ amount }) => amount),
    ]),
    factSheet("Question", [
      textFact("Period", period.label, `${reply.measured.from} to ${reply.measured.to}`),
      textFact("Compared with", compare?.label),
      textFact("As of", reply.request.asOf),
      textFact("Known through", reply.knownThrough),
      textFact("Currency", reply.currency),
      textFact("Most money lost from", reply.bottleneck.byMoney),
      textFact("Most days lost in", reply.bottleneck.byDays),
      textFact("Engine", reply.engineVersion),
      textFact("Result digest", reply.resultDigest),
    ]),
    ...sourceSheets(reply),
  ];
  return workbookBytes(sheets, minorDigitsOf(reply.currency));
}
