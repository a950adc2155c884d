import { describe, expect, it } from "vitest";
import type { KpiPacing } from "../../../src/contracts/kpi-sections.ts";
import { pacingSentences } from "../../../src/reports/figures/pacing-columns.ts";
import { rollUpColumns, shownRows, type RollUpRow } from "../../../src/reports/figures/roll-up-columns.ts";

const sum = (amount: string, count = 1) => ({ amount, count });
const figures = (booked: string, open = "0.00") => ({
  booked: sum(booked, Number(booked) > 0 ? 1 : 0),
  open: sum(open, Number(open) > 0 ? 1 : 0),
  weighted: sum("0.00", 0),
  categories: null,
  cumulative: null,
});
const row = (name: string, changes: Partial<RollUpRow> = {}): RollUpRow => ({
  name,
  kind: "active",
  isVacant: false,
  parent: 0,
  depth: 1,
  hasReports: false,
  own: figures("0.00"),
  team: figures("0.00"),
  target: null,
  isTargetWhole: false,
  targetOfReports: null,
  ...changes,
});
const cellsOf = (rows: readonly RollUpRow[], header: string) =>
  rollUpColumns(rows).find((column) => column.header === header)?.cells;

describe("rollUpColumns()", () => {
  it("indents by depth and marks who has left and what is vacant", () => {
    const rows = [
      row("Company", { depth: 0, kind: "company" }),
      row("Max", { kind: "left", isVacant: true, hasReports: true }),
      row("Ann", { kind: "left", depth: 2 }),
    ];
    const names = cellsOf(rows, "Owner")!.map((name) => name.replaceAll("\u{a0}", "."));
    expect(names).toEqual(["Company", "..Max (vacant)", "....Ann (left)"]);
  });

  it("shows a manager's own ones beside the team's only where a manager has some", () => {
    const manager = row("Max", { hasReports: true, team: figures("300.00"), own: figures("100.00") });
    expect(cellsOf([manager, row("Ann", { team: figures("200.00") })], "Own")).toEqual(["100", ""]);
    expect(cellsOf([row("Ann", { team: figures("200.00") })], "Own")).toBeUndefined();
  });

  it("says what is reached of a target only where it is about the whole team", () => {
    const team = figures("50.00");
    const rows = [
      row("Given", { team, target: "200.00", isTargetWhole: true }),
      row("Summed", { team, targetOfReports: "100.00", isTargetWhole: true }),
      row("Part", { team, targetOfReports: "100.00" }),
      row("None", { team }),
    ];
    expect(cellsOf(rows, "Reached")).toEqual(["25 %", "50 %", "-", "-"]);
    expect(cellsOf(rows, "Target")).toEqual(["200", "100", "100", "-"]);
    expect(cellsOf([row("None", { team })], "Reached")).toBeUndefined();
  });

  it("leaves out who has nothing and no target, never the company", () => {
    const rows = [row("Company", { depth: 0 }), row("Idle"), row("Aims", { target: "1.00" })];
    expect(shownRows(rows).map(({ name }) => name)).toEqual(["Company", "Aims"]);
  });
});

describe("pacingSentences()", () => {
  const none = { value: null, reason: "No target" };
  const pacing: KpiPacing = {
    by: "workdays",
    convention: "",
    period: { from: "2025-04-01", to: "2025-06-30", label: "2025-Q2" },
    day: "2025-05-09",
    elapsed: 27,
    length: 62,
    weekOfPeriod: 6,
    weekOfYear: 19,
    booked: "1234.50",
    bookedCount: 1,
    unknownCount: 1,
    cumulative: ["1234.50"],
    past: [],
    percentile: none,
    projected: {
      periodCount: 0,
      least: null,
      lowerQuartile: null,
      median: null,
      upperQuartile: null,
      most: null,
      reason: "Nothing to stand beside",
    },
    target: null,
    dueEvenly: none,
    dueAsUsual: none,
    remainingWorkdays: 35,
    neededPerWorkday: none,
  };

  it("say what is missing and why", () => {
    expect(pacingSentences(pacing)).toEqual([
      "Booked 1,234 by 2025-05-09: 1 win, 1 of them without a known amount, which counts as 0. 27 of 62 working days are over; week 6 of the period, week 19 of the year",
      "Beside past periods: no target",
      "At the shares of past periods: nothing to stand beside",
      "Target: no target",
    ]);
  });

  it("call the projection what it is", () => {
    const past = [1, 2].map((index) => ({
      from: "2025-01-01",
      to: "2025-03-31",
      label: `Q${index}`,
      day: "2025-02-10",
      booked: "1.00",
      total: "2.00",
      share: 0.5,
      cumulative: [],
    }));
    const projected = {
      periodCount: 2,
      least: "1000.00",
      lowerQuartile: "1250.00",
      median: "1500.00",
      upperQuartile: "1750.00",
      most: "2000.00",
      reason: null,
    };
    const figure = (value: string) => ({ value, reason: null });
    const sentences = pacingSentences({
      ...pacing,
      past,
      percentile: { value: 0.75, reason: null },
      projected,
      target: "3000.00",
      dueEvenly: figure("1306.45"),
      dueAsUsual: figure("1500.00"),
      neededPerWorkday: figure("50.45"),
    });
    expect(sentences[1]).toBe("Ahead of 1.5 (equal ones count half) of 2 past periods at the same moment");
    expect(sentences[2]).toContain(
      "1,500 (middle half 1,250 to 1,750, all 1,000 to 2,000). This is not the forecast",
    );
    expect(sentences[3]).toBe(
      "Target 3,000: due by now 1,500 as in the median past period, 1,306 if evenly; 51 needed on each of the 35 remaining working days",
    );
  });
});
