import { describe, expect, it } from "vitest";
import { changesAsHtml } from "../../src/reports/changes-as-html.ts";
import { sampleChanges, type SampleChangesOptions } from "./sample-changes.ts";
import { tagsOf } from "./tags-of.ts";

const HOSTILE = `"'><script>alert(1)</script><img src=x onerror=alert(1)>&{{x}}]]>--><style>`;

const CASES: Readonly<Record<string, SampleChangesOptions>> = {
  "a pipeline": {},
  "a forecast": { of: "forecast" },
  "a day and itself": { from: 220, to: 220 },
  "amounts of 1e10": { scale: 1e8 },
  "hostile names": { nameOf: (name) => `${HOSTILE}\u{1b}[31m\u{202e}${name}` },
};

describe("changesAsHtml()", () => {
  it.each(Object.entries(CASES))(
    "is well-formed and holds no script and no address: %s",
    async (_, options) => {
      const page = await changesAsHtml(sampleChanges(options));
      const tags = tagsOf(page);
      for (const forbidden of ["script", "img", "link", "iframe", "object", "use", "image"])
        expect(tags.has(forbidden)).toBe(false);
      expect(page.replaceAll('xmlns="http://www.w3.org/2000/svg"', "")).not.toMatch(
        /https?:|url\((?!#)|@import/,
      );
      expect(page).not.toMatch(/[^\P{Cc}\n]|\u{202e}/u);
      expect(page).not.toMatch(/NaN|Infinity|undefined/);
    },
  );
  it("draws a bar for every row and gives the numbers in a table", async () => {
    const reply = sampleChanges();
    const page = await changesAsHtml(reply);
    expect(tagsOf(page).get("svg")).toBe(2);
    const text = page.replaceAll(",", "");
    const bars = reply.pipeline!.bars.filter(({ count }) => count > 0);
    expect(bars.length).toBeGreaterThan(6);
    for (const { change } of bars) expect(text).toContain(change);
  });
  it("gives the same bytes for the same reply", async () => {
    const reply = sampleChanges({ of: "forecast" });
    expect(await changesAsHtml(reply)).toBe(await changesAsHtml(reply));
  });
});
