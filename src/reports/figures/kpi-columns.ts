import type { KpiRecord, KpiReply, KpiTargetResult } from "../../contracts/kpi.ts";
import { cleanText } from "./clean-text.ts";
import { DEPARTMENTS } from "./kpi-sentences.ts";
import { kpiChangeText, kpiRangeText, kpiValueText, changeMark } from "./kpi-values.ts";
import { moneyText } from "./money-text.ts";
import { MISSING } from "./score-text.ts";
import type { TableColumn } from "./table-column.ts";

const right = (header: string, cells: readonly string[], rank?: number): TableColumn =>
  rank === undefined ? { header, cells, align: "right" } : { header, cells, align: "right", rank };
const left = (header: string, cells: readonly string[], minWidth?: number): TableColumn =>
  minWidth === undefined ? { header, cells, align: "left" } : { header, cells, align: "left", minWidth };

/** KPIs that exist once, not for every stage or channel, those without a value left out. */
export function wholeKpis(reply: KpiReply): readonly KpiRecord[] {
  return reply.kpis.filter(
    ({ stage, channel, value, comparison }) =>
      stage === null && channel === null && (value !== null || (comparison?.value ?? null) !== null),
  );
}

/** The same by department, in its order; departments without any left out. */
export function kpisByDepartment(
  records: readonly KpiRecord[],
): readonly { readonly name: string; readonly records: readonly KpiRecord[] }[] {
  return Object.entries(DEPARTMENTS).flatMap(([department, name]) => {
    const own = records.filter((record) => record.department === department);
    return own.length === 0 ? [] : [{ name, records: own }];
  });
}

/** What could not be measured and why, each reason once with the KPIs that it concerns. */
export function missingSentences(reply: KpiReply): readonly string[] {
  const names = new Map<string, string[]>();
  for (const { stage, channel, value, reason, name } of reply.kpis) {
    if (stage !== null || channel !== null || value !== null) continue;
    const known = names.get(reason ?? "") ?? [];
    names.set(reason ?? "", [...known, name]);
  }
  return [...names].map(([reason, concerned]) => `${concerned.join(", ")}: ${reason}`);
}

/** @param records those of one department, or all */
export function kpiColumns(reply: KpiReply, records: readonly KpiRecord[]): TableColumn[] {
  const { period, compare } = reply.request;
  return [
    left(
      "KPI",
      records.map(({ name }) => name),
      20,
    ),
    right(
      period.label,
      records.map(({ value, unit }) => kpiValueText(value, unit)),
    ),
    ...(compare === null
      ? []
      : [
          right(
            compare.label,
            records.map(({ comparison, unit }) => kpiValueText(comparison?.value ?? null, unit)),
          ),
          right(
            "Change  ",
            records.map((record) => {
              const change = kpiChangeText(record.comparison?.change ?? null, record.unit);
              return `${change} ${changeMark(record) || " "}`;
            }),
          ),
        ]),
    right(
      "95 % range",
      records.map(({ interval, unit }) => kpiRangeText(interval, unit)),
      1,
    ),
    right(
      "n",
      records.map(({ sampleSize }) => moneyText(sampleSize)),
      2,
    ),
  ];
}

/** One row for each stage. */
export function stageColumns(reply: KpiReply): TableColumn[] {
  const stages = stagesOf(reply);
  const of = (id: KpiRecord["id"], textOf: (record: KpiRecord) => string): string[] =>
    stages.map((stage) => {
      const record = reply.kpis.find((kpi) => kpi.id === id && kpi.stage === stage);
      return record === undefined ? MISSING : textOf(record);
    });
  const value = ({ value, unit }: KpiRecord): string => kpiValueText(value, unit);
  const rival =
    (name: string) =>
    (record: KpiRecord): string => {
      const found = record.rivals.find((other) => other.name === name);
      return found === undefined ? MISSING : kpiValueText(found.value, found.unit);
    };
  return [
    left("Stage", stages.map(cleanText), 12),
    right(
      "Entered",
      of("stage_conversion_cohort", ({ sampleSize }) => moneyText(sampleSize)),
    ),
    right("Went on", of("stage_conversion_cohort", value)),
    right("Est.", of("stage_conversion_cohort", rival("competing risks"))),
    right("Of exits", of("stage_conversion_period", value)),
    right("Median", of("time_in_stage", value)),
    right("Won P75", of("stage_overdue", rival("won P75"))),
    right("Over it", of("stage_overdue", value)),
    right("Days lost", of("stage_days_lost", value)),
    right("Money lost", of("stage_money_lost", value)),
  ];
}

/** Names of the stages in their order. */
export function stagesOf(reply: KpiReply): readonly string[] {
  return reply.kpis.flatMap(({ id, stage }) => (id === "time_in_stage" && stage !== null ? [stage] : []));
}

/** Values over time, one row for each period. */
export function seriesColumns(records: readonly KpiRecord[]): TableColumn[] {
  const [first] = records;
  if (first === undefined) return [];
  return [
    left(
      "Period",
      first.series.map(({ label, isPartial }) => (isPartial ? `${label} *` : label)),
    ),
    ...records.map((record) =>
      right(
        record.name,
        record.series.map(({ value }) => kpiValueText(value, record.unit)),
      ),
    ),
  ];
}

export function targetColumns(targets: readonly KpiTargetResult[]): TableColumn[] {
  return [
    left(
      "KPI",
      targets.map(({ name }) => cleanText(name)),
      16,
    ),
    right(
      "Now",
      targets.map(({ value, unit }) => kpiValueText(value, unit)),
    ),
    right(
      "Due",
      targets.map(({ due, unit }) => kpiValueText(due, unit)),
    ),
    right(
      "Target",
      targets.map(({ entry, unit }) => kpiValueText(entry.target?.value ?? null, unit)),
    ),
    {
      header: "By",
      cells: targets.map(({ entry }) => entry.target?.byWhen ?? MISSING),
      align: "left",
      rank: 2,
    },
    right(
      "Baseline",
      targets.map(({ entry, unit }) => kpiValueText(entry.baseline?.value ?? null, unit)),
      2,
    ),
    right(
      "Others",
      targets.map(({ entry, unit }) => kpiValueText(entry.benchmark?.value ?? null, unit)),
      1,
    ),
  ];
}
