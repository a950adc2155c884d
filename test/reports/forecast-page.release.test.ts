import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { forecastAsHtml } from "../../src/reports/forecast-as-html.ts";
import { openBrowser } from "./open-browser.ts";
import { sampleReply, type SampleOptions } from "./sample-reply.ts";

const PAGES: Readonly<Record<string, SampleOptions>> = {
  usual: { target: 420_000, exact: true },
  crowded: {
    segmentCount: 40,
    ownerCount: 60,
    opportunityCount: 400,
    target: 420_000,
    nameOf: (kind, index) =>
      index % 2 === 0
        ? `<img src=x onerror=alert(1)>${kind}_${"long".repeat(45)}`
        : `${"売上予測".repeat(12)}${index}`,
  },
  empty: { opportunityCount: 0, newPerWeek: 0, bookedPerWeek: 0, segmentCount: 0, ownerCount: 0, windowCount: 0, sufficient: false, warnings: [] }, // prettier-ignore
  negative: { bookedPerWeek: -50_000, scale: 500, target: 90_000 },
  enormous: { scale: 1e12, bookedPerWeek: 1e12, target: 3e13 },
};
const WIDTHS_PX = [360, 768, 1_280] as const;
const SCHEMES = ["light", "dark"] as const;

let browser: Browser;
let folder: string;
beforeAll(async () => {
  browser = await openBrowser();
  folder = await mkdtemp(join(tmpdir(), "revcast-pages-"));
});
afterAll(async () => browser?.close());

/** Opens a page and collects what it asks for and complains of. */
async function openPage(name: string, widthPx: number, colorScheme: "light" | "dark") {
  const file = join(folder, `${name}.html`);
  await writeFile(file, await forecastAsHtml(sampleReply(PAGES[name])));
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
  await page.goto(pathToFileURL(file).href);
  return { page, requests, complaints, address: pathToFileURL(file).href };
}

/** A picture for people to look at. The packed browser sometimes has none to give when the machine is busy. */
async function takePicture(page: Page, name: string): Promise<void> {
  for (let attempt = 1; attempt <= 5; attempt++) {
    const taken = await page.screenshot({ path: join(folder, name) }).catch(() => undefined);
    if (taken !== undefined) return;
  }
  throw new Error(`Cannot take a picture of ${name}: the browser gave none in five attempts`);
}

const boxesOutside = (page: Page) =>
  page.evaluate(() =>
    [...document.querySelectorAll("main > section, footer, figure, .card, p, li")]
      .filter((element) => element.getBoundingClientRect().right > window.innerWidth + 0.5)
      .map((element) => element.outerHTML.slice(0, 120)),
  );

describe.each(Object.keys(PAGES))("the page of a forecast in a browser: %s", (name) => {
  it.each(WIDTHS_PX.flatMap((width) => SCHEMES.map((scheme) => [width, scheme] as const)))(
    "asks for nothing, complains of nothing and fits at %i px in %s",
    async (width, scheme) => {
      const { page, requests, complaints, address } = await openPage(name, width, scheme);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      expect(await boxesOutside(page)).toEqual([]);
      await takePicture(page, `${name}-${width}-${scheme}.png`);
      expect(requests).toEqual([address]);
      expect(complaints).toEqual([]);
      await page.close();
    },
  );

  it("is XML that a parser accepts, with nothing that runs", async () => {
    const { page } = await openPage(name, 1_280, "light");
    const source = await forecastAsHtml(sampleReply(PAGES[name]));
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

describe("the page of a forecast in the dark and on paper", () => {
  it("paints charts in the dark palette, and in the light one when printed", async () => {
    const { page } = await openPage("usual", 1_280, "dark");
    const colours = () =>
      page.evaluate(() => ({
        text: getComputedStyle(document.querySelector(".chart.wide text")!).fill,
        ground: getComputedStyle(document.body).backgroundColor,
      }));
    expect(await colours()).toEqual({ text: "rgb(166, 177, 190)", ground: "rgb(17, 22, 29)" });
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    expect(await colours()).toEqual({ text: "rgb(83, 96, 111)", ground: "rgb(255, 255, 255)" });
    await page.close();
  });

  it("prints on A4 without cutting the wide charts", async () => {
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

  it("leaves every colour of a chart to the palette", async () => {
    const { page } = await openPage("usual", 1_280, "dark");
    const strays = await page.evaluate(() => {
      const colours = new Set<string>();
      for (const shape of document.querySelectorAll(".chart svg *")) {
        for (const name of ["fill", "stroke"]) {
          const value = shape.getAttribute(name);
          // A shape without a rule of the dark palette keeps the colour of its attribute.
          if (value?.startsWith("#") === true && shape.closest("defs") === null) {
            const isPainted = [...document.styleSheets].some((sheet) =>
              [...sheet.cssRules].some((rule) => rule.cssText.includes(`[${name}="${value}"]`)),
            );
            if (!isPainted) colours.add(`${name} ${value}`);
          }
        }
      }
      return [...colours];
    });
    expect(strays).toEqual([]);
    await page.close();
  });
});
