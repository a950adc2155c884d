import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { KPI_IDS, STAGE_KPI_IDS, type KpiId } from "../../../src/core/kpi/kpi-definitions.ts";

const fixtureOf = (name: string) =>
  JSON.parse(readFileSync(new URL(`fixtures/${name}.json`, import.meta.url), "utf8")) as Record<
    string,
    never
  >;
const pipeline = fixtureOf("sql-kpis");
const customers = fixtureOf("sql-customers");

/** Where each KPI is held against a second computation: the part of a fixture that its own test goes through whole. */
const HELD: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  "sql-kpis.test.ts, whole": pipeline["whole"]!,
  "sql-kpis.test.ts, stage by stage": pipeline["stages"]!["Discovery"],
  "sql-customers.test.ts, values": customers["values"]!,
  "sql-customers.test.ts, a company that burns": customers["burning"]!,
  "sql-customers.test.ts, a backtest": customers["accuracy"]!["values"],
  "sql-customers.test.ts, every channel": { cac_channel: customers["channels"]!["Content"]["cost"] },
};

const WITHOUT_RIVALS = [
  "won_amount",
  "won_count",
  "created_amount",
  "lead_count",
  "mql_count",
  "fx_mrr",
  "gross_margin",
];

const heldIn = (id: KpiId): string[] => Object.keys(HELD).filter((place) => id in HELD[place]!);

describe("second computations", () => {
  it.each(KPI_IDS)("%s has one, by SQL over the same rows", (id) => {
    expect(heldIn(id)).toHaveLength(1);
    expect(HELD[heldIn(id)[0]!]![id]).not.toBe(0);
  });

  it("hold every rival convention as well; these KPIs alone have none", () => {
    const rivals: readonly object[] = [
      pipeline["rivals"]!,
      ...Object.values<object>(pipeline["stageRivals"]!),
      customers["rivals"]!,
      customers["accuracy"]!["rivals"],
      // Their tests compare channel by channel, and for a company that burns.
      { cac_channel: customers["channelRivals"]!, burn_multiple: customers["burning"]!["overNewArr"] },
    ];
    // The tests that go through the fixtures also compare the names of the rivals, so that a new one without SQL fails.
    expect(KPI_IDS.filter((id) => !rivals.some((held) => id in held))).toEqual(WITHOUT_RIVALS);
  });

  it("hold the KPIs of stages in every stage", () => {
    for (const kpis of Object.values<object>(pipeline["stages"]!))
      expect(Object.keys(kpis).toSorted()).toEqual([...STAGE_KPI_IDS].toSorted());
  });
});
