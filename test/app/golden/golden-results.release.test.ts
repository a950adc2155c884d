import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { backtestFiles } from "../../../src/app/backtest-files.ts";
import { changesFiles } from "../../../src/app/changes-files.ts";
import { forecastFiles } from "../../../src/app/forecast-files.ts";
import { generateCompanyInTurns, writeCompany } from "../../../src/app/generate-company.ts";
import { investmentOfFiles } from "../../../src/app/investment-files.ts";
import { kpiFiles } from "../../../src/app/kpi-files.ts";
import { isoFromDay } from "../../../src/core/base/day.ts";
import { DEFAULT_COMPANY_SETTINGS, lastDayOf } from "../../../src/core/company/company-settings.ts";
import { ENGINE_VERSION } from "../../../src/core/simulation/plan.ts";

const Golden = z.strictObject({
  sources: z.record(z.string(), z.string()),
  digests: z.record(z.string(), z.string()),
});
type Golden = z.infer<typeof Golden>;

const GOLDEN = fileURLToPath(new URL(`engine-${ENGINE_VERSION}.json`, import.meta.url));
const AS_OF = isoFromDay(lastDayOf(DEFAULT_COMPANY_SETTINGS));

const folder = mkdtempSync(join(tmpdir(), "revcast-golden-"));
afterAll(() => rmSync(folder, { recursive: true }));
const paths = [join(folder, "company")];
const scenario = join(folder, "case.yaml");
const cut = { segment: "product", owner: "owner", reading: {} } as const;
const quick = { workers: 0 } as const;

type Result = {
  readonly resultDigest: string;
  readonly sources: readonly { readonly file: string; readonly sha256: string }[];
};

/** One question of each kind, on all that a company has files of. */
const QUESTIONS: Readonly<Record<string, () => Promise<{ readonly reply: Result }>>> = {
  forecast: () =>
    forecastFiles({ paths, asOf: AS_OF, period: "2025-Q4", target: "900000", draws: 5_000, ...cut }, quick),
  "exact forecast": () =>
    forecastFiles({ paths, asOf: AS_OF, horizon: "30d", method: "exact", ...cut }, quick),
  backtest: () =>
    backtestFiles(
      {
        paths,
        from: "2025-03-03",
        to: "2025-05-05",
        every: "month",
        horizon: "30d",
        draws: 1_000,
        reading: {},
      },
      quick,
    ),
  changes: () => changesFiles({ paths, from: "2025-10-01", to: AS_OF, period: "2025-Q4", ...cut }),
  "changes of the forecast": () =>
    changesFiles({ paths, from: "2025-10-01", to: AS_OF, period: "2025-Q4", forecast: true, ...cut }),
  kpi: () =>
    kpiFiles({
      paths,
      asOf: AS_OF,
      period: "2025-Q3",
      compare: "2025-Q2",
      series: "month",
      pacing: "workdays",
      ...cut,
    }),
  roi: () =>
    investmentOfFiles(
      { scenarioPaths: [scenario], history: paths, asOf: AS_OF, draws: 1_000, reading: {} },
      quick,
    ),
};

const CASE = `
name: Better qualified
horizonMonths: 12
discountRatePerYear: 10%
grossMargin: 0.75
costs: { fixed: [{ name: Tool, category: technology, amounts: { 0: 12000 } }] }
levers:
  - { name: ripe, kind: win_rate, size: { distribution: pert, low: 0, likely: 0.04, high: 0.1 }, startMonth: 2, adoptionMonths: 2, reasoning: An assumption of this test }
`;

describe(`golden results of engine ${ENGINE_VERSION}`, () => {
  const found: Golden = { sources: {}, digests: {} };
  beforeAll(async () => {
    const settings = { ...DEFAULT_COMPANY_SETTINGS, opportunityCount: 300, seed: 4 };
    await writeCompany(await generateCompanyInTurns(settings), paths[0]!, { withSnapshots: false });
    writeFileSync(scenario, CASE);
    for (const [kind, ask] of Object.entries(QUESTIONS)) {
      const { reply } = await ask();
      found.digests[kind] = reply.resultDigest;
      for (const { file, sha256 } of reply.sources) found.sources[file] = sha256;
    }
    if (process.env["REVCAST_WRITE_GOLDEN"] === "1") writeGolden(found);
  });

  it("are of the company that the digests were taken of", () => {
    expect(found.sources, "another company: see test/app/golden/README.md").toEqual(golden().sources);
  });

  it.each(Object.keys(QUESTIONS))("has the digest of its version for %s", (kind) => {
    expect(
      found.digests[kind],
      `the same question has other figures: raise ENGINE_VERSION if that is meant, see test/app/golden/README.md`,
    ).toBe(golden().digests[kind]);
  });
});

function golden(): Golden {
  return Golden.parse(JSON.parse(readFileSync(GOLDEN, "utf8")));
}

/** Never over a file that is there: results with its version in them exist. */
function writeGolden(found: Golden): void {
  if (existsSync(GOLDEN)) throw new Error(`${GOLDEN} is there: raise ENGINE_VERSION first`);
  writeFileSync(GOLDEN, `${JSON.stringify(found, undefined, 2)}\n`);
}
