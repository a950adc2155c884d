import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { dayFromIso, type Day } from "../../../src/core/base/day.ts";
import { opportunityLives } from "../../../src/core/kpi/opportunity-lives.ts";
import { NO_FUNNEL } from "../../../src/core/pipeline/funnel.ts";
import { viewAsOf } from "../../../src/core/pipeline/pipeline-view.ts";
import { importTexts } from "../../files/import-texts.ts";
import { companyOf, historyText } from "../company/written-company.ts";
import { measured, rivalOf, valueOf } from "./kpi-logs.ts";

type Rivals = Readonly<Record<string, Readonly<Record<string, number>>>>;
interface SqlKpis {
  readonly sha256: string;
  readonly asOf: string;
  readonly from: string;
  readonly to: string;
  /** Of the won amount of the period, whole cents. */
  readonly target: number;
  readonly whole: Readonly<Record<string, number>>;
  readonly crmProbabilities: Readonly<Record<string, number>>;
  /** By other conventions, by KPI. */
  readonly rivals: Rivals;
  readonly stages: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly stageRivals: Readonly<Record<string, Rivals>>;
}
const fixture = JSON.parse(
  readFileSync(new URL("fixtures/sql-kpis.json", import.meta.url), "utf8"),
) as SqlKpis;
const csv = historyText(companyOf({ opportunityCount: 1_500, seed: 11 }));
const stageOrder = ["Qualification", "Discovery", "Proposal", "Negotiation"];

async function kpisOfCompany() {
  const { log } = await importTexts({ "history.csv": csv });
  const [asOf, from, to] = [fixture.asOf, fixture.from, fixture.to].map((day) => dayFromIso(day)!);
  const view = viewAsOf(log, asOf!, { ...NO_FUNNEL, stageOrder });
  if (!view.ok) throw new Error(view.reason);
  const window = { from: from!, to: to!, periodEnd: to!, followUntil: asOf!, rowLimit: 0 };
  return { lives: opportunityLives(view.value), window };
}

const settingsOf = (window: { readonly from: Day; readonly to: Day }) => ({
  wonTarget: { period: { from: window.from, to: window.to }, amount: fixture.target },
  crmProbabilities: fixture.crmProbabilities,
});

describe("KPIs of a generated company", () => {
  it("are of the same file that the SQL was run on", () => {
    expect(createHash("sha256").update(csv).digest("hex")).toBe(fixture.sha256);
  });

  it("equal what plain SQL over the rows gives", async () => {
    const { lives, window } = await kpisOfCompany();
    const ids = Object.keys(fixture.whole);
    expect(ids.length).toBeGreaterThan(17);
    const settings = settingsOf(window);
    for (const id of ids) {
      const value = valueOf(measured(lives, id, window, settings));
      expect(value, id).toBeCloseTo(fixture.whole[id]!, Number.isInteger(fixture.whole[id]) ? 9 : 6);
    }
  });

  it("equal it by every other convention, stage by stage as well", async () => {
    const { lives, window } = await kpisOfCompany();
    const places = [
      { stage: null, kpis: fixture.whole, rivals: fixture.rivals },
      ...Object.entries(fixture.stages).map(([stage, kpis]) => ({
        stage,
        kpis,
        rivals: fixture.stageRivals[stage]!,
      })),
    ];
    for (const { stage, kpis, rivals } of places) {
      for (const id of Object.keys(kpis)) {
        const values = rivals[id] ?? {};
        const measurement = measured(lives, id, window, { ...settingsOf(window), stage });
        expect(measurement.rivals.map(({ name }) => name).toSorted(), id).toEqual(Object.keys(values).toSorted()); // prettier-ignore
        for (const [name, value] of Object.entries(values)) {
          const digits = Number.isInteger(value) ? 9 : 6;
          expect(rivalOf(measurement, name), `${id}, ${name}, ${stage}`).toBeCloseTo(value, digits);
        }
      }
    }
  });

  it("equal it stage by stage", async () => {
    const { lives, window } = await kpisOfCompany();
    for (const [stage, kpis] of Object.entries(fixture.stages)) {
      for (const [id, value] of Object.entries(kpis)) {
        expect(valueOf(measured(lives, id, window, { stage })), `${id} of ${stage}`).toBeCloseTo(value, 9);
      }
    }
  });
});
