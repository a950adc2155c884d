import { describe, expect, it } from "vitest";
import type { InvestmentReply } from "../../src/contracts/investment.ts";
import { investmentAsHtml } from "../../src/reports/investment-as-html.ts";
import { hostileInvestment } from "./hostile-investment.ts";
import { INVESTMENTS, withFigures } from "./investment-cases.ts";
import { sampleInvestment } from "./sample-investment.ts";
import { tagsOf } from "./tags-of.ts";

const HOSTILE = `"'><script>alert(1)</script><img src=x onerror=alert(1)>&{{x}}]]>--><style>\u{1b}[31m\u{202e}`;
const FORBIDDEN = ["script", "img", "link", "iframe", "object", "use", "image", "foreignObject"];
const CASES: Readonly<Record<string, InvestmentReply>> = {
  ...Object.fromEntries(Object.entries(INVESTMENTS).map(([name, replyOf]) => [name, replyOf()])),
  "hostile texts in one case": hostileInvestment(HOSTILE, 1),
  "hostile texts in three cases": hostileInvestment(HOSTILE, 3),
};
const USUAL = sampleInvestment({ withRealised: true });
const textIn = (page: string) => page.replace(/<style>[^<]*<\/style>/, "").replace(/<[^>]*>/g, " ").replace(/\s+/g, " "); // prettier-ignore

describe("investmentAsHtml()", () => {
  it.each(Object.entries(CASES))("is well-formed, holds no script and no address: %s", async (_, reply) => {
    const page = await investmentAsHtml(reply);
    const tags = tagsOf(page);
    expect(FORBIDDEN.filter((tag) => tags.has(tag))).toEqual([]);
    expect(page.replaceAll('xmlns="http://www.w3.org/2000/svg"', "")).not.toMatch(
      /https?:|url\((?!#)|@import/,
    );
    expect(page).not.toMatch(/NaN|Infinity|undefined|\bnull\b/);
    expect(page).not.toMatch(/[^\P{Cc}\n]|\u{202e}/u);
  });

  it.each([1, 8])(
    "has one h1, captions, scopes, texts of pictures and ids of its own for %i",
    async (count) => {
      const page = await investmentAsHtml(sampleInvestment({ scenarioCount: count, drawCount: 100 }));
      const tags = tagsOf(page);
      expect(tags.get("h1")).toBe(1);
      expect(tags.get("table")).toBe(tags.get("caption"));
      expect(page).not.toMatch(/<th(?! scope=)[ >]/);
      expect(page.match(/class="chart [^"]*" role="img" aria-label="[^"]{20,}"/g)?.length).toBe(
        tags.get("svg"),
      );
      expect(tags.get("details")).toBe(tags.get("summary"));
      const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
      expect(new Set(ids).size).toBe(ids.length);
      for (const [, id] of page.matchAll(/(?:aria-labelledby="|href="#)([^"]+)"/g)) expect(ids).toContain(id);
    },
  );

  it("draws cash flow, value, tornado and payback, each in two sizes", async () => {
    const page = await investmentAsHtml(USUAL);
    expect(tagsOf(page).get("svg")).toBe(8);
    for (const caption of [
      "Cumulative net cash flow",
      "Share of the draws by the net present value",
      "Mean net present value with one lever",
      "Share of the draws that are paid back",
    ]) {
      // prettier-ignore
      expect(page).toContain(`">${caption}`);
    }
  });

  it("shows what would be markup as text", async () => {
    for (const reply of [CASES["hostile texts in one case"]!, CASES["hostile texts in three cases"]!]) {
      const page = await investmentAsHtml(reply);
      expect(page).not.toMatch(/<script|<img|<style>[^<]*<style/);
      expect(page.split("&lt;script&gt;").length).toBeGreaterThan(60);
    }
  });

  it("opens every explained figure to its terms, whose sum it checks", async () => {
    const page = await investmentAsHtml(USUAL);
    const opened = [
      ...page.matchAll(/<details class="terms"><summary>([^<]+)<\/summary>([\s\S]*?)<\/details>/g),
    ];
    expect(opened.map(([, summary]) => summary!.split(":")[0])).toEqual(["Net present value", "Return on investment", "Payback, months"]); // prettier-ignore
    const [, summary, body] = opened[0]!;
    expect(summary).toContain(
      Number(USUAL.scenarios[0]!.figures.netPresentValue.ledger).toLocaleString("en-US"),
    );
    expect(body!.match(/<tr>/g)!.length).toBeGreaterThanOrEqual(38);
    for (const [, , terms] of opened)
      expect(terms).toMatch(/The (\d+ terms add up to|term is) [^ ]+ exactly\./);
  });

  it("gives every cell to the cent, with the months to open", async () => {
    const page = await investmentAsHtml(USUAL);
    const table = page.split("<caption>By month, money out is negative</caption>")[1]!.split("</table>")[0]!;
    expect(table.match(/<th scope="col"/g)).toHaveLength(1 + 1 + 36 + 1);
    expect(table).toContain("2018-07");
    const net = USUAL.scenarios[0]!.lines.find(({ kind }) => kind === "net")!;
    const row = table.split('<th scope="row">Net</th>')[1]!.split("</tr>")[0]!;
    const cells = [...row.matchAll(/>(-?[\d,.]+)</g)].map(([, cell]) => Number(cell!.replaceAll(",", "")));
    expect(cells).toEqual([...net.monthly, net.total].map(Number));
    expect(page.indexOf("<summary>By month</summary>")).toBeLessThan(page.indexOf("<caption>By month"));
  });

  it("says what is missing and why, in the place of a chart too", async () => {
    const page = textIn(await investmentAsHtml(CASES["no figures at all"]!));
    expect(page).toContain("No return on investment: nothing is spent");
    expect(page).toContain("No money moves in this case.");
    expect(page).toContain("Every draw gives the same net present value");
    const none = { ledger: null, reason: "no money moves", distribution: null };
    const bare = textIn(await investmentAsHtml(withFigures(USUAL, { netPresentValue: none })));
    expect(bare).toContain("There is no net present value: no money moves.");
  });

  it("compares several scenarios before it takes each by itself", async () => {
    const page = await investmentAsHtml(CASES["eight scenarios with long names"]!);
    const headings = [...page.matchAll(/<h2[^>]*>([^<]+)</g)].map(([, heading]) => heading!);
    expect(headings.slice(0, 3)).toEqual(["Side by side", "Against each other", "Best for the budget"]);
    expect(headings.filter((heading) => /^\d\. scenario number/.test(heading))).toHaveLength(8);
    expect(tagsOf(page).get("h3")).toBeGreaterThan(8 * 6);
  });

  it("gives the same bytes whatever was drawn before", async () => {
    const first = await investmentAsHtml(USUAL);
    await investmentAsHtml(CASES["two scenarios"]!);
    expect(await investmentAsHtml(USUAL)).toBe(first);
  });

  it("ends with what reproduces it: draws, seed, digests, scenario and data files", async () => {
    const footer = textIn((await investmentAsHtml(USUAL)).split("<footer>")[1]!);
    for (const fact of [
      "Draws 400",
      "Seed 1",
      "Document revcast.investment.1",
      "scenarios/case-1.yaml",
      "history.csv",
      USUAL.resultDigest,
    ]) {
      // prettier-ignore
      expect(footer).toContain(fact);
    }
  });
});
