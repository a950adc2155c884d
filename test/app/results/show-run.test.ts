import { describe, expect, it } from "vitest";
import { showRun } from "../../../src/app/results/show-run.ts";
import type { RunSummary } from "../../../src/contracts/run.ts";

describe("showRun()", () => {
  const company = { key: "", seesCompany: true, seesCosts: true, seesContacts: false };
  const shown = (keptTargets: unknown, owners: "all" | ReadonlySet<string>) => {
    const run: Partial<RunSummary> = { kind: "kpi", failure: null, request: { kind: "kpi", keptTargets } };
    return showRun(run as RunSummary, { ...company, owners }).request;
  };

  it("shows no targets where it cannot tell which of them are of people", () => {
    const unknown = [{ scope: "someone", scopeValue: "Ada" }];
    expect(shown(unknown, new Set())).toEqual({ kind: "kpi" });
    expect(shown("Ada", new Set())).toEqual({ kind: "kpi" });
    expect(shown(unknown, "all")).toEqual({ kind: "kpi", keptTargets: unknown });
  });
});
