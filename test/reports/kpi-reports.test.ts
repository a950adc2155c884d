import { beforeAll, describe, expect, it } from "vitest";
import type { KpiReply } from "../../src/contracts/kpi.ts";
import { kpiAsHtml } from "../../src/reports/kpi-as-html.ts";
import { kpiAsText } from "../../src/reports/kpi-as-text.ts";
import { displayWidth } from "../../src/reports/terminal/display-width.ts";
import { sampleKpi, withHostileNames } from "./sample-kpi.ts";
import { tagsOf } from "./tags-of.ts";

let reply: KpiReply;
let hostile: KpiReply;
beforeAll(async () => {
  reply = await sampleKpi();
  hostile = await sampleKpi(withHostileNames);
});

const PLAIN = { width: 80, colour: false };

describe("kpiAsText()", () => {
  it.each([40, 60, 80, 120, 200])("writes no line wider than %i columns", (width) => {
    for (const one of [reply, hostile]) {
      const lines = kpiAsText(one, { width, colour: false }).split("\n");
      expect(lines.filter((line) => displayWidth(line) > width)).toEqual([]);
    }
  });

  it("sends nothing from the data that a terminal would obey", () => {
    const controls = kpiAsText(hostile, PLAIN).match(/[\p{Cc}\u{202e}]/gu);
    expect(new Set(controls)).toEqual(new Set(["\n"]));
  });

  it("shows what is off track by department first, then the figures, the stages and what moved them", () => {
    const text = kpiAsText(reply, PLAIN);
    const places = [
      "Off track: 3 of 4",
      "\nSales\n",
      "\nRevOps\n",
      "\nPacing 2025-Q1\n",
      "\nForecast categories on 2025-03-31\n",
      "\nRoll-up as of 2025-03-31\n",
      "\nThe same by owners and hierarchy of 2025-04-20\n",
      "\nFigures\n",
      "\nStages\n",
      "What moved it: ",
      "By quarter",
      "How they are counted",
    ].map((words) => text.indexOf(words));
    expect(places.every((place) => place > 0)).toBe(true);
    expect(places.toSorted((a, b) => a - b)).toEqual(places);
  });

  it("says of every KPI without a value why there is none", () => {
    const bare = {
      ...reply,
      kpis: reply.kpis.map((kpi) => ({ ...kpi, value: null, reason: "nobody knows", comparison: null })),
    };
    const text = kpiAsText(bare, PLAIN);
    const flat = text.slice(text.indexOf("\nNot measured\n")).replaceAll(/\s+/g, " ");
    const names = bare.kpis
      .filter((kpi) => kpi.stage === null && kpi.channel === null)
      .map(({ name }) => name);
    expect(flat).toContain(`- ${names.join(", ")}: nobody knows`);
  });

  it("shows every department's KPIs, the channels, the MRR's movements, reasons and cohorts", () => {
    const text = kpiAsText(reply, PLAIN);
    for (const heading of ["Sales", "Marketing", "Customer success", "Finance", "RevOps"])
      expect(text.split(`\n${heading}\n`).length, heading).toBeGreaterThan(2);
    for (const heading of [
      "Cost of a new customer by channel",
      "How the MRR moved",
      "Why customers left",
      "What is left of each month's new customers",
      "By quarter, ",
    ])
      expect(text).toContain(`\n${heading}`);
    const brief = kpiAsText(reply, { ...PLAIN, brief: true });
    expect(brief.split("\n").length).toBeLessThan(text.split("\n").length - 150);
    expect(brief).not.toContain("How they are counted");
  });

  it("is the same text for the same reply", async () => {
    expect(kpiAsText(await sampleKpi(), PLAIN)).toBe(kpiAsText(reply, PLAIN));
  });
});

describe("kpiAsHtml()", () => {
  it("is well-formed, with every text from the data escaped and nothing loaded", async () => {
    for (const one of [reply, hostile]) {
      const page = await kpiAsHtml(one);
      const tags = tagsOf(page);
      expect(tags.get("script")).toBeUndefined();
      expect(tags.get("b")).toBeUndefined();
      expect(page.replaceAll("http://www.w3.org/2000/svg", "")).not.toMatch(/https?:\/\//);
      expect(page).not.toContain("onclick='x'");
    }
  });

  it("draws the pacing in two sizes, with its numbers in a table, and shows both views of the roll-up", async () => {
    const page = await kpiAsHtml(reply);
    expect(tagsOf(page).get("svg")).toBe(2);
    expect(page).toContain('aria-label="Booked ');
    for (const { label } of reply.pacing!.past) expect(page).toContain(`<th scope="row">${label}</th>`);
    expect(page).toContain("<caption>As of 2025-03-31</caption>");
    expect(page).toContain("By the owners and hierarchy of 2025-04-20 every figure is the same.");
    expect(page).toContain("At the shares of past periods: the period is over");
  });

  it("shows the roll-up of today beside that of the period where a figure moved", async () => {
    const { rollUp } = reply;
    const [company, ...others] = rollUp!.today!.rows;
    const moved = { ...company!, team: { ...company!.team, booked: { amount: "1.00", count: 1 } } };
    const today = { ...rollUp!.today!, rows: [moved, ...others] };
    const page = await kpiAsHtml({ ...reply, rollUp: { ...rollUp!, today } });
    expect(page).toContain("<caption>The same by owners and hierarchy of 2025-04-20</caption>");
    expect(page).not.toContain("every figure is the same");
  });

  it("names the rows of the file behind every figure", async () => {
    const page = await kpiAsHtml(reply);
    const parts = reply.kpis.flatMap(({ numerator, denominator }) => [numerator, denominator]);
    const rows = parts.flatMap((part) => part?.rows.first ?? []);
    expect(rows.length).toBeGreaterThan(100);
    for (const { id } of rows) expect(page).toContain(id);
    expect(tagsOf(page).get("details")).toBeGreaterThan(reply.kpis.length);
  });
});
