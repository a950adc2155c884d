import { kpiRequestOf } from "../../src/app/kpi-question.ts";
import { runKpi } from "../../src/app/run-kpi.ts";
import { KpiTargets } from "../../src/contracts/kpi-targets.ts";
import type { KpiReply } from "../../src/contracts/kpi.ts";
import { companyOf, historyText } from "../core/company/written-company.ts";
import { customerFiles } from "../../src/core/company/customers/customer-files.ts";
import { importTexts, withFolder } from "../files/import-texts.ts";
import { readCustomerRecords } from "../../src/files/records/read-customer-records.ts";

const TARGETS = KpiTargets.parse({
  kpis: [
    { kpi: "won_amount", target: { value: 90_000_000, byWhen: "2025-03-31" } },
    { kpi: "stale_share", target: { value: 0.001, byWhen: "2025-03-31" } },
    { kpi: "created_count", target: { value: 1, byWhen: "2025-03-31" } },
    {
      kpi: "win_rate_count",
      baseline: { value: 0.1, period: "2024-Q1" },
      benchmark: { value: 0.2, source: "A <survey>", date: "2024-10-01", segment: "B2B & more" },
      target: { value: 0.99, byWhen: "2025-03-31" },
    },
  ],
});

/** Most likely is said of nothing, one stage has no category at all. */
const FUNNEL = `stageOrder: [Qualification, Discovery, Proposal, Negotiation]
forecastCategories:
  stages:
    - categories: { Discovery: pipeline, Proposal: bestCase, Negotiation: commit }
    - { from: 2025-05-01, categories: { Discovery: omitted } }
`;

/** KPIs of a generated company whose names are changed by `rename`, with targets and a series. */
export async function sampleKpi(rename: (csv: string) => string = (csv) => csv): Promise<KpiReply> {
  const company = companyOf({ opportunityCount: 400, seed: 6 });
  const csv = rename(historyText(company));
  const texts = Object.entries(customerFiles(company)).map(([name, parts]) => [
    name,
    rename([...parts].join("")),
  ]);
  const told = await withFolder(Object.fromEntries(texts), (folder) => readCustomerRecords([folder]));
  const imported = await importTexts({ "history.csv": csv, "funnel.yaml": FUNNEL });
  const request = kpiRequestOf(
    {
      asOf: "2025-04-20",
      period: "2025-Q1",
      compare: "2024-Q4",
      series: "quarter",
      segment: "product",
      owner: "owner",
      pacing: "workdays",
      rollUp: "region",
      holidays: { country: "NL", extra: [] },
    },
    imported,
  );
  return runKpi(request, imported, { isNamed: true, file: "targets.yaml", targets: TARGETS }, told);
}

/** Names that a terminal or a page must not obey. */
export function withHostileNames(csv: string): string {
  const escape = String.fromCodePoint(0x1b);
  return csv
    .replaceAll(",Enterprise,", `,<b onclick='x'>&Enterprise${escape}[31m,`)
    .replaceAll("Paid search", `<i>Paid${escape}[1m search`)
    .replaceAll("price", `pri\u{202e}ce<b>`)
    .replaceAll(",Discovery,", ",Discovery</td><script>alert(1)</script>,")
    .replaceAll("Bram", `Bram\u{202e}${escape}]0;title`);
}
