import { describe, expect, it } from "vitest";
import { METHODS, type BacktestReply } from "../../src/contracts/backtest.ts";
import { backtestAsHtml } from "../../src/reports/backtest-as-html.ts";
import { backtestAsText } from "../../src/reports/backtest-as-text.ts";
import { BACKTEST_CASES } from "./backtest-cases.ts";
import { sampleBacktest, type BacktestOptions } from "./sample-backtest.ts";
import { tagsOf } from "./tags-of.ts";

const HOSTILE = `"'><script>alert(1)</script><img src=x onerror=alert(1)>&{{x}}]]>--><style>`;
const CASES: Readonly<Record<string, BacktestOptions>> = {
  ...BACKTEST_CASES,
  "hostile texts": { text: `${HOSTILE}\u{1b}[31m\u{202e}`, currency: HOSTILE },
};
const pageOf = (options: BacktestOptions) => backtestAsHtml(sampleBacktest(options));
const FORBIDDEN = ["script", "img", "link", "iframe", "object", "use", "image", "foreignObject"];
const cellsOf = (table: string) => [...table.matchAll(/<t[hd][^>]*>([^<]*)</g)].map(([, text]) => text);
const tableOf = (page: string, caption: string) =>
  page.split(`<caption>${caption}</caption>`)[1]!.split("</table>")[0]!.split("<tbody>")[1]!;

describe("backtestAsHtml()", () => {
  it.each(Object.entries(CASES))(
    "is well-formed and holds no script and no address: %s",
    async (_, options) => {
      const page = await pageOf(options);
      const tags = tagsOf(page);
      expect(FORBIDDEN.filter((name) => tags.has(name))).toEqual([]);
      expect(page.replaceAll('xmlns="http://www.w3.org/2000/svg"', "")).not.toMatch(
        /https?:|url\((?!#)|@import/,
      );
      expect(page.replace(/<pre>[\s\S]*?<\/pre>/, "")).not.toMatch(/NaN|Infinity|undefined|\bnull\b/);
      expect(page).not.toMatch(/[^\P{Cc}\n]|\u{202e}/u);
    },
  );

  it("has one h1, captions on all tables, scopes on all headers and a text for every picture", async () => {
    const page = await pageOf({ ...BACKTEST_CASES["a usual backtest"], horizon: "quarter" });
    const tags = tagsOf(page);
    expect(tags.get("h1")).toBe(1);
    expect(tags.get("table")).toBe(tags.get("caption"));
    expect(page).not.toMatch(/<th(?! scope=)[ >]/);
    expect(page.match(/class="chart [^"]*" role="img" aria-label="[^"]{20,}"/g)?.length).toBe(
      tags.get("svg"),
    );
    // Cut-offs, ratios, coverage, profile, reliability and PIT, each in two sizes.
    expect(tags.get("svg")).toBe(12);
    expect(page).toMatch(/<title>Backtest, fiscal quarter, 2018-01-07 to 2018-09-30<\/title>/);
    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, id] of page.matchAll(/(?:aria-labelledby="|href="#)([^"]+)"/g)) expect(ids).toContain(id);
  });

  it("shows what would be markup as text in every text of the reply", async () => {
    const figure = { value: null, reason: HOSTILE };
    const reply = sampleBacktest({ text: HOSTILE, currency: HOSTILE, horizon: "quarter" });
    const page = await backtestAsHtml({
      ...reply,
      request: { ...reply.request, horizon: HOSTILE, timeZone: HOSTILE },
      methods: reply.methods.map((scores) => Object.assign(scores, { wape: figure, mase: figure })),
      profile: reply.profile.map((entry) => Object.assign(entry, { bias: figure })),
      accuracyConventions: [{ name: HOSTILE, formula: HOSTILE, value: null }],
      check: [{ method: "full", score: HOSTILE, limit: 1, value: null, isHeld: false }],
    });
    tagsOf(page);
    expect(page).not.toMatch(/<script|<img|<style>[^<]*<style/);
    expect(page.split("&lt;script&gt;").length).toBeGreaterThan(15);
  });

  it("shows the figures of the reply and those of the terminal in the same tables", async () => {
    const reply = sampleBacktest({ methods: METHODS, horizon: "quarter" });
    const page = await backtestAsHtml(reply);
    const rows = tableOf(page, "Methods, best CRPS first").split("</tr>").slice(0, -1).map(cellsOf);
    const text = backtestAsText(reply, { width: 110, colour: false });
    const lines = text.split("Verdict\n")[1]!.split("\n").slice(1, 13);
    expect(rows.map((cells) => cells.join(" "))).toEqual(lines.map((line) => line.replace(/ {2,}/g, " ")));
    expect(rows.map(([method]) => method)).toEqual(reply.methods.map(({ method }) => method));
  });

  it("lists every cut-off of the headline method behind the chart", async () => {
    const reply = sampleBacktest({ cutoffCount: 255, everyDays: 3.5, horizon: 30 });
    const page = await backtestAsHtml(reply);
    const rows = tableOf(page, "Cut-offs: forecasts of full and what was booked").split("</tr>").slice(0, -1).map(cellsOf); // prettier-ignore
    expect(rows.map(([cutoff]) => cutoff)).toEqual(reply.cutoffs.map(({ cutoff }) => cutoff));
    expect(rows.filter((cells) => cells[6] === "yes").length).toBe(
      reply.methods.find(({ method }) => method === "full")!.coverage!["0.8"].held,
    );
    expect(page.length).toBeLessThan(400_000);
  });

  it("draws every window of the headline method: a mark inside or outside its range", async () => {
    const reply = sampleBacktest({});
    const svg = (await backtestAsHtml(reply)).split('id="cutoffs-caption"')[1]!.split("</svg>")[0]!;
    const { held, of } = reply.methods.find(({ method }) => method === "full")!.coverage!["0.8"];
    // A dot has a halo, a diamond a hole.
    expect(svg.split('fill="#b23c00"').length - 1).toBe(of - held);
    expect(svg.split('fill="#17202b"').length - 1).toBe(held);
  });

  it("leaves out what does not exist, and says so", async () => {
    const nothing = await pageOf({ methods: [], allNull: true });
    expect(nothing).toContain("No method could forecast any of the cut-offs");
    expect(nothing).toContain("Not scored: no method gave probabilities");
    const point = await pageOf({ methods: ["naive-last"] });
    expect(point).toContain("It gives a point and no ranges");
    expect(point).not.toContain('id="pit"');
  });

  it("gives the same bytes whatever was drawn before", async () => {
    const first = await pageOf({});
    await pageOf({ methods: METHODS });
    expect(await pageOf({})).toBe(first);
    expect(first).not.toMatch(/zr\d+-|ecmeta/);
  });

  it("forbids everything but its own style", async () => {
    expect(await pageOf({})).toContain(
      `content="default-src &#39;none&#39;; style-src &#39;unsafe-inline&#39;; base-uri &#39;none&#39;; form-action &#39;none&#39;"`,
    );
  });

  it("shows the result of the check first and links to its limits", async () => {
    const reply: BacktestReply = sampleBacktest(BACKTEST_CASES["a usual backtest"]);
    const page = await backtestAsHtml(reply);
    expect(page).toContain('<a href="#check">Check FAIL: 2 of 3 limits are not held</a>');
    expect(page.indexOf("Check FAIL")).toBeLessThan(page.indexOf('id="leaders"'));
  });
});
