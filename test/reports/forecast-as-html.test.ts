import { describe, expect, it } from "vitest";
import { forecastAsHtml } from "../../src/reports/forecast-as-html.ts";
import { DARK, LIGHT, type Palette } from "../../src/reports/page/palette.ts";
import { sampleReply, type SampleOptions } from "./sample-reply.ts";
import { tagsOf } from "./tags-of.ts";

const HOSTILE = `"'><script>alert(1)</script><img src=x onerror=alert(1)>&{{x}}]]>--><style>`;

const CASES: Readonly<Record<string, SampleOptions>> = {
  "a usual quarter": { target: 420_000, exact: true },
  "no segments, owners, target": { segmentCount: 0, ownerCount: 0 },
  "forty segments and sixty owners": { segmentCount: 40, ownerCount: 60, target: 420_000 },
  "nothing at all": {
    opportunityCount: 0,
    newPerWeek: 0,
    bookedPerWeek: 0,
    target: 0,
    windowCount: 0,
    warnings: [],
  },
  "negative bookings": { bookedPerWeek: -50_000, scale: 500, target: 90_000 },
  "amounts of 1e12": { scale: 1e12, bookedPerWeek: 1e12, target: 3e13 },
  "hostile names": {
    nameOf: (kind, index) => `${HOSTILE}\u{1b}[31m\u{202e}${kind}${index}`,
    target: 420_000,
  },
  "names in Chinese": { nameOf: (kind, index) => `${"売上予測株式会社".repeat(6)}${kind}${index}` },
};
const pageOf = (options: SampleOptions) => forecastAsHtml(sampleReply({ drawCount: 200, ...options }));

describe("forecastAsHtml()", () => {
  it.each(Object.entries(CASES))(
    "is well-formed and holds no script and no address: %s",
    async (_, options) => {
      const page = await pageOf(options);
      const tags = tagsOf(page);
      for (const forbidden of [
        "script",
        "img",
        "link",
        "iframe",
        "object",
        "use",
        "image",
        "foreignObject",
        "a:hover",
      ]) {
        expect(tags.has(forbidden)).toBe(false);
      }
      expect(page.replaceAll('xmlns="http://www.w3.org/2000/svg"', "")).not.toMatch(
        /https?:|url\((?!#)|@import/,
      );
      expect(page).not.toMatch(/NaN|Infinity|undefined|\bnull\b/);
      expect(page).not.toMatch(/[^\P{Cc}\n]|\u{202e}/u);
    },
  );

  it("has one h1, captions on all tables, scopes on all headers and a text for every picture", async () => {
    const page = await pageOf({ target: 420_000, exact: true });
    const tags = tagsOf(page);
    expect(tags.get("h1")).toBe(1);
    expect(tags.get("table")).toBe(tags.get("caption"));
    expect(page).not.toMatch(/<th(?! scope=)[ >]/);
    expect(page.match(/class="chart [^"]*" role="img" aria-label="[^"]{20,}"/g)?.length).toBe(
      tags.get("svg"),
    );
    expect(tags.get("svg")).toBe(8);
    expect(page).toMatch(/<html lang="en">[\s\S]*<title>Forecast 2018-Q3 as of 2018-07-14<\/title>/);
    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, id] of page.matchAll(/(?:aria-labelledby="|href="#)([^"]+)"/g)) expect(ids).toContain(id);
  });

  it("shows what would be markup as text, in tables, in charts and in every text of the reply", async () => {
    const reply = sampleReply({
      drawCount: 200,
      target: 420_000,
      nameOf: (kind, index) => HOSTILE + kind + index,
    });
    const page = await forecastAsHtml({
      ...reply,
      period: { ...reply.period, label: HOSTILE },
      currency: HOSTILE,
      engineVersion: HOSTILE,
      planDigest: HOSTILE,
      resultDigest: HOSTILE,
      request: { ...reply.request, segmentColumn: HOSTILE, timeZone: HOSTILE },
      sources: [{ file: HOSTILE, sha256: HOSTILE, layout: HOSTILE, rowCount: 1, rejectedCount: 0 }],
      segments: reply.segments.map((segment) => Object.assign(segment, { dimension: HOSTILE })),
      subPeriods: reply.subPeriods.map((part) => Object.assign(part, { label: HOSTILE })),
      opportunities: reply.opportunities.map((opportunity) => Object.assign(opportunity, { stage: HOSTILE })),
      record: { ...reply.record, coverage: null, reason: HOSTILE },
      warnings: [{ code: HOSTILE, message: HOSTILE }],
    });
    tagsOf(page);
    expect(page).not.toMatch(/<script|<img|<style>[^<]*<style/);
    expect(page.split("&lt;script&gt;").length).toBeGreaterThan(60);
  });

  it("gives the same bytes whatever was drawn before", async () => {
    const first = await pageOf({ target: 420_000 });
    await pageOf({ segmentCount: 40 });
    expect(await pageOf({ target: 420_000 })).toBe(first);
    expect(first).not.toMatch(/zr\d+-|ecmeta/);
  });

  it("forbids everything but its own style", async () => {
    expect(await pageOf({})).toContain(
      `content="default-src &#39;none&#39;; style-src &#39;unsafe-inline&#39;; base-uri &#39;none&#39;; form-action &#39;none&#39;"`,
    );
  });

  it("stays small with 5,000 opportunities", async () => {
    const page = await pageOf({ opportunityCount: 5_000, drawCount: 50, target: 2e7 });
    expect(page.length).toBeLessThan(150_000);
    expect(page).toContain("4,975 more opportunities are open");
  });
});

/** Relative luminance by WCAG 2.2. */
const luminance = (colour: string) =>
  [1, 3, 5]
    .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
    .reduce((sum, part, index) => sum + part * [0.2126, 0.7152, 0.0722][index]!, 0);
const contrast = (left: string, right: string) => {
  const [dark, light] = [luminance(left), luminance(right)].sort((a, b) => a - b);
  return (light! + 0.05) / (dark! + 0.05);
};

describe("the palette", () => {
  it.each([
    ["light", LIGHT],
    ["dark", DARK],
  ] as const)("has text of contrast AA on both grounds and visible bars, %s", (_, palette: Palette) => {
    for (const ground of [palette.ground, palette.raised]) {
      for (const text of [palette.ink, palette.muted, palette.accent]) {
        expect(contrast(text, ground)).toBeGreaterThanOrEqual(4.5);
      }
    }
    for (const shape of [palette.booked, palette.expected, palette.range50]) {
      expect(contrast(shape, palette.ground)).toBeGreaterThanOrEqual(3);
    }
    // Side by side: told apart by lightness alone, so with any colour vision and in grey.
    expect(contrast(palette.booked, palette.expected)).toBeGreaterThanOrEqual(2);
    const bands = [palette.tail, palette.range95, palette.range80, palette.range50];
    for (const [index, band] of bands.slice(1).entries()) {
      expect(contrast(band, bands[index]!)).toBeGreaterThanOrEqual(1.2);
    }
  });

  it("uses every light colour for one role, as the dark rules need", () => {
    expect(new Set(Object.values(LIGHT)).size).toBe(Object.keys(LIGHT).length);
  });
});
