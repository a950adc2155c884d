import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { METHODS } from "../../src/contracts/backtest.ts";
import { backtestAsHtml } from "../../src/reports/backtest-as-html.ts";
import { BACKTEST_CASES } from "./backtest-cases.ts";
import { openBrowser } from "./open-browser.ts";
import { sampleBacktest, type BacktestOptions } from "./sample-backtest.ts";

const PAGES: Readonly<Record<string, BacktestOptions>> = {
  usual: { ...BACKTEST_CASES["a usual backtest"], horizon: "quarter" },
  crowded: {
    methods: METHODS,
    cutoffCount: 255,
    everyDays: 3.5,
    horizon: "quarter",
    scale: 1e14,
    text: `<img src=x onerror=alert(1)>${"long".repeat(45)}${"売上予測".repeat(12)}`,
  },
  empty: { methods: [], cutoffCount: 0, allNull: true, warnings: [] },
  nulls: { methods: METHODS, allNull: true, horizon: "quarter" },
  single: { methods: ["full"], cutoffCount: 1, scale: -1_000 },
};
const WIDTHS_PX = [360, 768, 1_280] as const;
const SCHEMES = ["light", "dark"] as const;

let browser: Browser;
let folder: string;
beforeAll(async () => {
  browser = await openBrowser();
  folder = await mkdtemp(join(tmpdir(), "revcast-backtests-"));
});
afterAll(async () => browser?.close());

/** Opens a page and collects what it asks for and complains of. */
async function openPage(name: string, widthPx: number, colorScheme: "light" | "dark") {
  const file = join(folder, `${name}.html`);
  await writeFile(file, await backtestAsHtml(sampleBacktest(PAGES[name])));
  const page = await browser.newPage({ viewport: { width: widthPx, height: 900 }, colorScheme });
  const requests: string[] = [];
  const complaints: string[] = [];
  page.on("request", (request) => requests.push(request.url()));
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("dialog", (dialog) => {
    complaints.push(dialog.message());
    void dialog.dismiss();
  });
  const address = pathToFileURL(file).href;
  await page.goto(address);
  return { page, requests, complaints, address };
}

const boxesOutside = (page: Page) =>
  page.evaluate(() =>
    [...document.querySelectorAll("main > section, footer, figure, .card, p, li, summary, dl")]
      .filter((element) => element.getBoundingClientRect().right > window.innerWidth + 0.5)
      .map((element) => element.outerHTML.slice(0, 120)),
  );

/** Words of charts that lie outside their picture or on each other. */
const textsAstray = (page: Page) =>
  page.evaluate(() => {
    // A box of text is as high as a line: letters leave this much of it empty.
    const lineGapPx = 5;
    return [...document.querySelectorAll(".chart svg")]
      .filter((svg) => svg.getBoundingClientRect().width > 0)
      .flatMap((svg) => {
        const frame = svg.getBoundingClientRect();
        const texts = [...svg.querySelectorAll("text")].map((text) => ({
          words: text.textContent,
          box: text.getBoundingClientRect(),
        }));
        return texts
          .filter(
            ({ box }, index) =>
              box.left < frame.left - 1 ||
              box.right > frame.right + 1 ||
              texts.some(
                ({ box: other }, at) =>
                  at > index &&
                  box.left < other.right - 1 &&
                  other.left < box.right - 1 &&
                  box.top < other.bottom - lineGapPx &&
                  other.top < box.bottom - lineGapPx,
              ),
          )
          .map(({ words }) => words);
      });
  });

describe.each(Object.keys(PAGES))("the page of a backtest in a browser: %s", (name) => {
  it.each(WIDTHS_PX.flatMap((width) => SCHEMES.map((scheme) => [width, scheme] as const)))(
    "asks for nothing, complains of nothing and fits at %i px in %s",
    async (width, scheme) => {
      const { page, requests, complaints, address } = await openPage(name, width, scheme);
      // With every part opened there is most to fit.
      await page.evaluate(() => {
        for (const details of document.querySelectorAll("details")) details.open = true;
      });
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      expect(await boxesOutside(page)).toEqual([]);
      expect(await textsAstray(page)).toEqual([]);
      expect(requests).toEqual([address]);
      expect(complaints).toEqual([]);
      await page.close();
    },
  );

  it("is XML that a parser accepts, with nothing that runs", async () => {
    const { page } = await openPage(name, 1_280, "light");
    const source = await backtestAsHtml(sampleBacktest(PAGES[name]));
    const found = await page.evaluate((text) => {
      const parsed = new DOMParser().parseFromString(text, "application/xml");
      const names = [...document.querySelectorAll("*")].flatMap((element) => element.getAttributeNames());
      return {
        errors: parsed.querySelectorAll("parsererror").length,
        running: document.querySelectorAll("script,img,iframe,object,embed,link,image,foreignObject").length,
        handlers: names.filter((attribute) => attribute.startsWith("on")),
      };
    }, source);
    expect(found).toEqual({ errors: 0, running: 0, handlers: [] });
    await page.close();
  });
});

describe("the page of a backtest in the dark and on paper", () => {
  it("paints every colour of its charts by the palette", async () => {
    const { page } = await openPage("usual", 1_280, "dark");
    const strays = await page.evaluate(() => {
      const rules = [...document.styleSheets].flatMap((sheet) =>
        [...sheet.cssRules].map((rule) => rule.cssText),
      );
      return [...document.querySelectorAll(".chart svg *")].flatMap((shape) =>
        ["fill", "stroke"]
          .map((name) => ({ name, value: shape.getAttribute(name) }))
          .filter(({ value }) => value?.startsWith("#") === true)
          .filter(({ name, value }) => !rules.some((rule) => rule.includes(`[${name}="${value}"]`)))
          .map(({ name, value }) => `${name} ${value}`),
      );
    });
    expect(strays).toEqual([]);
    await page.close();
  });

  it("prints on A4 with the wide charts", async () => {
    const { page } = await openPage("usual", 794, "light");
    await page.emulateMedia({ media: "print" });
    const shown = await page.evaluate(() =>
      [...document.querySelectorAll(".chart")].map((chart) => ({
        isWide: chart.classList.contains("wide"),
        isShown: getComputedStyle(chart).display !== "none",
      })),
    );
    expect(shown.filter(({ isWide, isShown }) => isWide !== isShown)).toEqual([]);
    expect((await page.pdf({ format: "A4", tagged: true })).length).toBeGreaterThan(10_000);
    await page.close();
  });
});
