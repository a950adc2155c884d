import type { KpiTeamView } from "../../contracts/api/kpi-view.ts";
import type { KpiRecord, KpiReply, KpiTargetResult } from "../../contracts/kpi.ts";
import { cleanText } from "./clean-text.ts";
import { kpiChangeText, kpiRangeText, kpiValueText } from "./kpi-values.ts";
import { currencyText } from "./money-text.ts";

export const DEPARTMENTS: Readonly<Record<KpiRecord["department"], string>> = {
  sales: "Sales",
  marketing: "Marketing",
  customerSuccess: "Customer success",
  finance: "Finance",
  revOps: "RevOps",
};

/** Line under the heading. */
export function kpiFacts(reply: KpiReply | KpiTeamView): string {
  const { asOf, compare } = reply.request;
  const team = "team" in reply ? `Team of ${cleanText(reply.team.name)}. ` : "";
  const compared =
    reply.compared === null
      ? ""
      : `, against ${compare!.label} (${reply.compared.from} to ${reply.compared.to})`;
  const currency = reply.currency === "XXX" ? currencyText("XXX") : `amounts in ${reply.currency}`;
  return `${team}As of ${asOf}${compared}, ${currency}`;
}

export function bottleneckSentences(reply: KpiReply): string[] {
  const { byMoney, byDays } = reply.bottleneck;
  const find = (id: KpiRecord["id"], stage: string | null): KpiRecord | undefined =>
    reply.kpis.find((kpi) => kpi.id === id && kpi.stage === stage);
  const money = byMoney === null ? undefined : find("stage_money_lost", byMoney);
  const days = byDays === null ? undefined : find("stage_days_lost", byDays);
  return [
    ...(money === undefined
      ? ["Bottleneck by money: nothing was lost in the period"]
      : [
          `Bottleneck by money: ${cleanText(byMoney!)}, from which ${kpiValueText(money.value, money.unit)} was lost (${money.sampleSize} opportunities)`,
        ]),
    ...(days === undefined
      ? ["Bottleneck by days: no stage took longer than it did for won opportunities"]
      : [
          `Bottleneck by days: ${cleanText(byDays!)}, ${kpiValueText(days.value, days.unit).replace(/ d$/, " days")} beyond what won ones take there (${days.sampleSize} visits)`,
        ]),
  ];
}

/** Other conventions of one KPI in a line: `created, all 24.0 %; ...`. */
export function rivalsLine({ rivals }: KpiRecord): string {
  return rivals
    .map(({ name, value, unit, interval, reason }) => {
      if (value === null) return `${name}: none (${reason})`;
      const range = kpiRangeText(interval, unit);
      return `${name} ${kpiValueText(value, unit)}${range === "" ? "" : ` (${range})`}`;
    })
    .join("; ");
}

/** What makes an off-track KPI so, as far as it is known. */
export function driverSentence({ driver, gap, unit, entry }: KpiTargetResult): string {
  const short = gap === null ? "" : `${kpiChangeText(gap, unit)} off what is due`;
  const by =
    driver === null
      ? ""
      : `${short === "" ? "" : "; "}${cleanText(driver.sentence)} (${kpiChangeText(driver.total, unit)})`;
  const benchmark =
    entry.benchmark === undefined
      ? ""
      : `; others: ${kpiValueText(entry.benchmark.value, unit)} (${cleanText(entry.benchmark.source)}, ${entry.benchmark.date}, ${cleanText(entry.benchmark.segment)})`;
  return `${short}${by}${benchmark}`;
}

/** KPIs whose figures are less reliable than this are said to be so. */
const RELIABLE = 0.9;

/** What lowers the reliability of KPIs of the whole pipeline, each cause once with the KPIs it concerns. */
export function reliabilityLines(reply: KpiReply): string[] {
  const concerned = new Map<string, string[]>();
  for (const { stage, name, value, reliability } of reply.kpis) {
    if (stage !== null || value === null || reliability.score >= RELIABLE) continue;
    for (const cause of reliability.lowered) concerned.set(cause, [...(concerned.get(cause) ?? []), name]);
  }
  return [...concerned].map(([cause, names]) => `${names.join(", ")}: ${cleanText(cause)}`);
}
