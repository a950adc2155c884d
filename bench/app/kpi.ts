import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generateCompanyInTurns, writeCompany } from "../../src/app/generate-company.ts";
import type { KpiReply } from "../../src/contracts/kpi.ts";
import { addDays, dayFromIso, isoFromDay } from "../../src/core/base/day.ts";
import { MILLION_ROWS } from "../../src/core/company/company-presets.ts";
import type { GeneratedCompany } from "../../src/core/company/generated-company.ts";
import { STAGE_NAMES } from "../../src/core/company/true-parameters.ts";
import { KPI_IDS, type KpiId } from "../../src/core/kpi/kpi-definitions.ts";
import { Results } from "../tools/results.ts";
import { runCommand } from "../tools/run-command.ts";

const [FIRST, LAST] = ["2025-07-01", "2025-09-30"];
const ASKED = ["--period", "2025-Q3", "--segment", "product", "--owner", "owner", "--json"];
const QUESTIONS: Readonly<Record<string, readonly string[]>> = {
  "one quarter": [],
  "beside another one": ["--compare", "2025-Q2"],
  "and by month": ["--compare", "2025-Q2", "--series", "month"],
};

/** All KPIs of a million history rows with all tables of customers: the whole command as a process. */
export async function benchKpi(): Promise<void> {
  const results = new Results("kpi");
  const folder = mkdtempSync(join(tmpdir(), "revcast-bench-kpi-"));
  try {
    const company = await generateCompanyInTurns(MILLION_ROWS);
    const path = join(folder, "company");
    await writeCompany(company, path, { withSnapshots: false });
    const truth = countedFrom(company);
    const rows: Measured[] = [];
    for (const [question, options] of Object.entries(QUESTIONS)) {
      const args = ["kpi", path, "--as-of", isoFromDay(company.lastDay), ...ASKED, ...options];
      const run = await runCommand(args, folder);
      const reply = checkedReply(run.output, truth);
      const historyRows = rowsOf(reply, "history.csv");
      const allRows = reply.sources.reduce((sum, { rowCount }) => sum + rowCount, 0);
      rows.push({
        question,
        "history rows": historyRows,
        "rows of other tables": allRows - historyRows,
        KPIs: reply.kpis.length,
        seconds: run.seconds,
        "processor seconds": run.processorSeconds,
        "peak MB": run.peakMB,
      });
    }
    results.table("all KPIs of 1,000,000 history rows, all tables beside them", rows);
    const worst = (name: "seconds" | "peak MB"): number => Math.max(...rows.map((row) => row[name]));
    results.target({ what: "seconds, all questions", found: worst("seconds"), goal: 20, isUpperLimit: true });
    results.target({ what: "peak MB", found: worst("peak MB"), goal: 1_000, isUpperLimit: true });
  } finally {
    rmSync(folder, { recursive: true });
  }
  await results.finish();
}

interface Measured {
  readonly question: string;
  readonly "history rows": number;
  readonly "rows of other tables": number;
  readonly KPIs: number;
  readonly seconds: number;
  readonly "processor seconds": number;
  readonly "peak MB": number;
  readonly [column: string]: string | number;
}

type Counted = Readonly<Partial<Record<KpiId, number>>>;

/** What the columns of the company say by one plain pass over the last rows. */
function countedFrom({ history, opportunities, world }: GeneratedCompany): Counted {
  const { firstDay } = world.settings;
  const [from, to] = [dayFromIso(FIRST)!, dayFromIso(LAST)!];
  const isInPeriod = (dayIndex: number): boolean => {
    const day = addDays(firstDay, dayIndex);
    return day >= from && day <= to;
  };
  const won = STAGE_NAMES.indexOf("Closed Won");
  const counted = { won_count: 0, won_amount: 0, created_count: 0 };
  for (let opportunity = 0; opportunity < opportunities.ids.length; opportunity++) {
    const [first, end] = [history.rowStart[opportunity]!, history.rowStart[opportunity + 1]!];
    if (end === first) continue;
    if (isInPeriod(history.dayIndex[first]!)) counted.created_count++;
    if (history.stage[end - 1] !== won) continue;
    let close = end - 1;
    while (close > first && history.stage[close - 1] === won) close--;
    if (!isInPeriod(history.dayIndex[close]!)) continue;
    counted.won_count++;
    counted.won_amount += history.amount[end - 1]! || 0;
  }
  return { ...counted, won_amount: counted.won_amount / 100 };
}

/** The figures are those of the plain pass, and nearly every KPI has an answer. */
function checkedReply(output: string, truth: Counted): KpiReply {
  const reply = JSON.parse(output) as KpiReply;
  for (const [id, value] of Object.entries(truth)) {
    const own = Number(reply.kpis.find((kpi) => kpi.id === id)!.value);
    if (Math.abs(own - value) > 0.005) throw new RangeError(`${id} is ${own}, not ${value}`);
  }
  const answered = new Set(reply.kpis.flatMap(({ id, value }) => (value === null ? [] : [id])));
  const silent = KPI_IDS.filter((id) => !answered.has(id));
  // Without a target, a backtest and a company that burns these have nothing to say.
  if (silent.toSorted().join() !== "burn_multiple,coverage,forecast_bias,forecast_wape")
    throw new RangeError(`Without an answer: ${silent.join(", ")}`);
  return reply;
}

function rowsOf({ sources }: KpiReply, file: string): number {
  return sources.find((source) => source.file === file)!.rowCount;
}
