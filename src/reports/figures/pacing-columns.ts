import type { KpiPacing } from "../../contracts/kpi-sections.ts";
import { cleanText } from "./clean-text.ts";
import { compactMoneyText, moneyText, tableMoneyText } from "./money-text.ts";
import { reasonText } from "./reason-text.ts";
import { MISSING } from "./score-text.ts";
import type { TableColumn } from "./table-column.ts";

/** Where the period stands, in sentences. */
export function pacingSentences(pacing: KpiPacing): string[] {
  const { elapsed, length, by, percentile, past, projected } = pacing;
  const unit = by === "workdays" ? "working days" : "days";
  const unknown =
    pacing.unknownCount === 0
      ? ""
      : `, ${pacing.unknownCount} of them without a known amount, which counts as 0`;
  const wins = pacing.bookedCount === 1 ? "win" : "wins";
  return [
    `Booked ${moneyText(pacing.booked)} by ${pacing.day}: ${pacing.bookedCount} ${wins}${unknown}. ${elapsed} of ${length} ${unit} are over; week ${pacing.weekOfPeriod} of the period, week ${pacing.weekOfYear} of the year`,
    percentile.value === null
      ? `Beside past periods: ${reasonText(percentile.reason ?? "")}`
      : aheadSentence(percentile.value, past.length),
    projected.reason === null
      ? `At the shares that ${projected.periodCount} of them had booked by then: ${compactMoneyText(projected.median!)} (middle half ${compactMoneyText(projected.lowerQuartile!)} to ${compactMoneyText(projected.upperQuartile!)}, all ${compactMoneyText(projected.least!)} to ${compactMoneyText(projected.most!)}). This is not the forecast: it knows nothing of what is open`
      : `At the shares of past periods: ${reasonText(projected.reason)}`,
    targetSentence(pacing),
  ];
}

function aheadSentence(percentile: number, periodCount: number): string {
  const ahead = percentile * periodCount;
  const count = Number.isInteger(ahead) ? `${ahead}` : `${ahead.toFixed(1)} (equal ones count half)`;
  return `Ahead of ${count} of ${periodCount} past periods at the same moment`;
}

function targetSentence({
  target,
  dueAsUsual,
  dueEvenly,
  neededPerWorkday,
  remainingWorkdays,
}: KpiPacing): string {
  if (target === null) return `Target: ${reasonText(dueEvenly.reason ?? "")}`;
  const due = [
    dueAsUsual.value === null
      ? undefined
      : `${compactMoneyText(dueAsUsual.value)} as in the median past period`,
    dueEvenly.value === null ? undefined : `${compactMoneyText(dueEvenly.value)} if evenly`,
  ].filter((text) => text !== undefined);
  const needed =
    neededPerWorkday.value === null
      ? reasonText(neededPerWorkday.reason ?? "")
      : `${moneyText(Math.ceil(Number(neededPerWorkday.value)))} needed on each of the ${remainingWorkdays} remaining working days`;
  return `Target ${moneyText(target)}: due by now ${due.join(", ")}; ${needed}`;
}

/** The past periods, the latest first. */
export function pacingColumns({ past }: KpiPacing): TableColumn[] {
  const text = tableMoneyText(past.flatMap(({ booked, total }) => [booked, total]));
  return [
    { header: "Past period", cells: past.map(({ label }) => cleanText(label)), align: "left" },
    { header: "Alike on", cells: past.map(({ day }) => day ?? MISSING), align: "left" },
    { header: "Booked by then", cells: past.map(({ booked }) => text(booked)), align: "right" },
    { header: "In all", cells: past.map(({ total }) => text(total)), align: "right" },
    {
      header: "Share",
      cells: past.map(({ share }) => (share === null ? MISSING : `${(100 * share).toFixed(1)} %`)),
      align: "right",
    },
  ];
}
