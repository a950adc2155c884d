import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { KpiReply } from "../../src/contracts/kpi.ts";
import { changesAsHtml } from "../../src/reports/changes-as-html.ts";
import { kpiAsHtml } from "../../src/reports/kpi-as-html.ts";
import { openBrowser } from "./open-browser.ts";
import { sampleChanges } from "./sample-changes.ts";
import { sampleKpi, withHostileNames } from "./sample-kpi.ts";

const LONG = `<img src=x onerror=alert(1)>${"unbroken".repeat(24)}${"売上予測".repeat(12)}`;
const withLongNames = (csv: string): string =>
  withHostileNames(csv)
    .replaceAll(",EMEA,", `,${LONG},`)
    .replaceAll(",Starter,", `,${LONG} second,`)
    .replaceAll(",Proposal,", `,Proposal ${"of the very long kind ".repeat(6)},`);

/** What a reply looks like that has nothing to say: no value anywhere, no rows, no sections. */
function empty(reply: KpiReply): KpiReply {
  const nothing = { value: null, reason: "no file tells of subscriptions" };
  const kpis = reply.kpis.map((kpi) => ({
    ...kpi,
    ...nothing,
    interval: null,
    sampleSize: 0,
    numerator: null,
    denominator: null,
    rivals: [],
    comparison: null,
    series: [],
    explained: [],
  }));
  const sections = { customers: null, targets: [], pacing: null, categories: null, rollUp: null };
  const lossReasons = { reasons: null, missing: "no column holds loss reasons" };
  const bottleneck = { byMoney: null, byDays: null };
  return { ...reply, ...sections, kpis, lossReasons, bottleneck, compared: null, warnings: [], sources: [] };
}

/** Each page is made once: measuring the KPIs takes longer than all the looking at them. */
const made = new Map<string, Promise<string>>();
function pageOf(name: string): Promise<string> {
  const page = made.get(name) ?? PAGES[name]!();
  made.set(name, page);
  return page;
}
const PAGES: Readonly<Record<string, () => Promise<string>>> = {
  "KPIs with all sections": async () => kpiAsHtml(await sampleKpi()),
  "KPIs with long and hostile names": async () => kpiAsHtml(await sampleKpi(withLongNames)),
  "KPIs without any data": async () => kpiAsHtml(empty(await sampleKpi())),
  "changes of a pipeline": () => changesAsHtml(sampleChanges()),
  "changes of a forecast with long names": () =>
    changesAsHtml(sampleChanges({ of: "forecast", scale: 1e6, nameOf: (name) => `${LONG}${name}` })),
  "changes between a day and itself": () => changesAsHtml(sampleChanges({ from: 220, to: 220 })),
};
const WIDTHS_PX = [320, 768, 1_280] as const;

let browser: Browser;
const folder = mkdtempSync(join(tmpdir(), "revcast-kpi-pages-"));
/** Where a screenshot of each page goes, for people to look at. */
const shots = process.env["REVCAST_SCREENSHOTS"];
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true });
});

async function openPage(name: string, widthPx: number, colorScheme: "light" | "dark") {
  const file = join(folder, `${name.replaceAll(" ", "-")}.html`);
  writeFileSync(file, await pageOf(name));
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
    [...document.querySelectorAll("main > section, header, footer, figure, .scroll, p, li, summary, dl, h1, h2, h3")]
      .filter((element) => element.getBoundingClientRect().right > window.innerWidth + 0.5)
      .map((element) => element.outerHTML.slice(0, 120)),
  ); // prettier-ignore

/** The element that has the focus, whether it is in sight, and whether the focus can be seen. */
const focused = (page: Page) =>
  page.evaluate(() => {
    const element = document.activeElement!;
    const { top, bottom, left } = element.getBoundingClientRect();
    const style = getComputedStyle(element);
    return {
      index: [...document.querySelectorAll("a[href], summary, [tabindex]")].indexOf(element),
      isInSight: bottom > 0 && top < window.innerHeight && left < window.innerWidth,
      hasOutline: style.outlineStyle !== "none" && Number.parseFloat(style.outlineWidth) >= 2,
    };
  });

describe.each(Object.keys(PAGES))("in a browser, the page of %s", (name) => {
  it.each(WIDTHS_PX)(
    "asks for nothing, complains of nothing and fits at %i px, light and dark",
    async (width) => {
      for (const scheme of ["light", "dark"] as const) {
        const { page, requests, complaints, address } = await openPage(name, width, scheme);
        if (shots !== undefined) {
          mkdirSync(shots, { recursive: true });
          await page.screenshot({
            path: join(shots, `${name}-${width}-${scheme}.png`.replaceAll(" ", "-")),
            fullPage: true,
          });
        }
        await page.evaluate(() => {
          for (const details of document.querySelectorAll("details")) details.open = true;
        });
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
        expect(await boxesOutside(page)).toEqual([]);
        expect(requests).toEqual([address]);
        expect(complaints).toEqual([]);
        await page.close();
      }
    },
  );

  it("is walked through with the keyboard alone: every part gets the focus in its order, seen, and folds out", async () => {
    const { page } = await openPage(name, 360, "light");
    const count = await page.evaluate(
      () =>
        [...document.querySelectorAll("a[href], summary, [tabindex]")].filter((e) => e.checkVisibility())
          .length,
    );
    expect(count).toBeGreaterThan(0);
    let last = -1;
    for (let step = 0; step < Math.min(count, 60); step++) {
      await page.keyboard.press("Tab");
      const at = await focused(page);
      expect(at).toEqual({ index: expect.any(Number), isInSight: true, hasOutline: true });
      expect(at.index).toBeGreaterThan(last);
      last = at.index;
    }
    // Whatever folds out first; a page without such a part has nothing left to open.
    const hasNone = await page.evaluate(() => {
      const summary = [...document.querySelectorAll("summary")].find((element) => element.checkVisibility());
      summary?.focus();
      return summary === undefined;
    });
    await page.keyboard.press("Enter");
    const isOpen = await page.evaluate(() => document.activeElement?.closest("details")?.open === true);
    expect(hasNone || isOpen).toBe(true);
    await page.close();
  });

  it("scrolls whatever table is wider than it with the keyboard, and names it", async () => {
    const { page } = await openPage(name, 320, "light");
    const tables = await page.evaluate(() =>
      [...document.querySelectorAll("table")].map((table) => {
        const box = table.closest<HTMLElement>(".scroll");
        return { canFocus: box?.tabIndex === 0, isNamed: (box?.getAttribute("aria-label") ?? "") !== "" };
      }),
    );
    expect(tables.filter(({ canFocus, isNamed }) => !canFocus || !isNamed)).toEqual([]);
    await page.close();
  });
});

describe("a page of KPIs without data", () => {
  it("says of every KPI what is missing, and shows no empty table", async () => {
    const { page } = await openPage("KPIs without any data", 1_280, "light");
    const { text, emptyTables } = await page.evaluate(() => ({
      text: document.body.innerText,
      emptyTables: [...document.querySelectorAll("tbody")].filter(
        (body) => body.rows.length === 0 && body.checkVisibility(),
      ).length,
    }));
    expect(text).toContain("no file tells of subscriptions");
    expect(text).not.toMatch(/undefined|NaN|null/);
    expect(emptyTables).toBe(0);
    await page.close();
  });
});
