import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { InvestmentReply } from "../../src/contracts/investment.ts";
import { investmentAsHtml } from "../../src/reports/investment-as-html.ts";
import { hostileInvestment } from "./hostile-investment.ts";
import { INVESTMENTS } from "./investment-cases.ts";
import { openBrowser } from "./open-browser.ts";

const HOSTILE = `"'><script>alert(1)</script><img src=x onerror=alert(1)>&]]>${"long".repeat(30)}`;
const PAGES: Readonly<Record<string, () => InvestmentReply>> = {
  ...INVESTMENTS,
  "hostile texts in one case": () => hostileInvestment(HOSTILE, 1),
  "hostile texts in three cases": () => hostileInvestment(HOSTILE, 3),
};
const WIDTHS_PX = [360, 768, 1_280] as const;

let browser: Browser;
let folder: string;
beforeAll(async () => {
  browser = await openBrowser();
  folder = await mkdtemp(join(tmpdir(), "revcast-cases-"));
});
afterAll(async () => browser?.close());

/** Opens a page and collects what it asks for and complains of. */
async function openPage(name: string, source: string, widthPx: number, colorScheme: "light" | "dark") {
  const file = join(folder, `${name.replaceAll(" ", "-")}.html`);
  await writeFile(file, source);
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
    [...document.querySelectorAll("main > section, footer, figure, .card, p, li, summary")]
      .filter((element) => element.getBoundingClientRect().right > window.innerWidth + 0.5)
      .map((element) => element.outerHTML.slice(0, 120)),
  );
const openAll = (page: Page) =>
  page.evaluate(() => {
    for (const details of document.querySelectorAll("details")) details.open = true;
  });

describe.each(Object.entries(PAGES))("the page of investment cases in a browser: %s", (name, replyOf) => {
  it("asks for nothing, complains of nothing and fits at every width, open and closed", async () => {
    const source = await investmentAsHtml(replyOf());
    for (const width of WIDTHS_PX) {
      const { page, requests, complaints, address } = await openPage(name, source, width, "light");
      for (const isOpen of [false, true]) {
        if (isOpen) await openAll(page);
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
        expect(await boxesOutside(page)).toEqual([]);
      }
      expect(requests).toEqual([address]);
      expect(complaints).toEqual([]);
      await page.close();
    }
  });

  it("is XML that a parser accepts, with nothing that runs", async () => {
    const source = await investmentAsHtml(replyOf());
    const { page } = await openPage(name, source, 1_280, "light");
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

describe("the page of an investment case in the hand of a person", () => {
  it("opens a figure to its terms with the keyboard alone", async () => {
    const { page } = await openPage("keyboard", await investmentAsHtml(PAGES["one scenario"]!()), 1_280, "light"); // prettier-ignore
    const reached = () =>
      page.evaluate(() => document.activeElement?.closest(".terms")?.hasAttribute("open"));
    for (let step = 0; step < 40 && (await reached()) === undefined; step++) await page.keyboard.press("Tab");
    expect(await reached()).toBe(false);
    await page.keyboard.press("Enter");
    expect(await reached()).toBe(true);
    expect(await page.locator(".terms[open] td.number").first().isVisible()).toBe(true);
    await page.close();
  });

  it("keeps the names of lines in sight while a wide table scrolls", async () => {
    const { page } = await openPage("scrolling", await investmentAsHtml(PAGES["one scenario"]!()), 360, "light"); // prettier-ignore
    await openAll(page);
    const positions = await page.evaluate(() => {
      const table = [...document.querySelectorAll(".lines .scroll")].at(-1)!;
      table.scrollLeft = 900;
      const left = (element: Element) => element.getBoundingClientRect().left;
      return { scrolled: table.scrollLeft, name: left(table.querySelector("tbody th")!) - left(table) };
    });
    expect(positions).toEqual({ scrolled: 900, name: 0 });
    await page.close();
  });

  it("leaves the names of lines their room beside a hundred and twenty months", async () => {
    for (const width of WIDTHS_PX) {
      const { page } = await openPage("months", await investmentAsHtml(PAGES["a hundred and twenty months"]!()), width, "light"); // prettier-ignore
      await openAll(page);
      const narrowest = await page.evaluate(() =>
        Math.min(...[...document.querySelectorAll(".lines tbody th")].map((name) => name.clientWidth)),
      );
      expect(narrowest).toBeGreaterThanOrEqual(width < 640 ? 110 : 170);
      await page.close();
    }
  });

  it("paints charts in the dark palette, with every colour of a chart in it", async () => {
    const { page } = await openPage("dark", await investmentAsHtml(PAGES["two scenarios"]!()), 1_280, "dark"); // prettier-ignore
    const painted = await page.evaluate(() => {
      const colours = new Set<string>();
      for (const shape of document.querySelectorAll(".chart svg *")) {
        for (const name of ["fill", "stroke"]) {
          const value = shape.getAttribute(name);
          if (value?.startsWith("#") !== true || shape.closest("defs") !== null) continue;
          const isPainted = [...document.styleSheets].some((sheet) =>
            [...sheet.cssRules].some((rule) => rule.cssText.includes(`[${name}="${value}"]`)),
          );
          if (!isPainted) colours.add(`${name} ${value}`);
        }
      }
      const text = getComputedStyle(document.querySelector(".chart.wide text")!).fill;
      return { strays: [...colours], text, ground: getComputedStyle(document.body).backgroundColor };
    });
    expect(painted).toEqual({ strays: [], text: "rgb(166, 177, 190)", ground: "rgb(17, 22, 29)" });
    await page.close();
  });

  it("prints on A4 with the wide charts", async () => {
    const { page } = await openPage("paper", await investmentAsHtml(PAGES["one scenario"]!()), 794, "light"); // prettier-ignore
    expect((await page.pdf({ format: "A4", tagged: true })).length).toBeGreaterThan(10_000);
    await page.close();
  });
});
