import { describe, expect, it } from "vitest";
import { displayWidth } from "../../src/reports/terminal/display-width.ts";
import { WorkspaceImportReply } from "../../src/contracts/workspace-import.ts";
import { workspaceImportAsText } from "../../src/reports/workspace-import-as-text.ts";

const reply = (more: Partial<WorkspaceImportReply>): WorkspaceImportReply =>
  WorkspaceImportReply.parse({
    schema: "revcast.workspace-import.1",
    importId: "7cf13bc3-966e-44a3-8b3a-fb8c95898f78",
    revision: 1,
    isNew: true,
    addedCount: 1,
    endedCount: 0,
    files: [{ name: `${"a very long name ".repeat(8)}.csv`, sha256: "0".repeat(64), state: "renamed" }],
    pipeline: { opportunityCount: 1, changeCount: 1200, firstDay: null, lastDay: null, currency: "EUR", timeZone: "UTC" }, // prettier-ignore
    sources: [],
    rejectionCount: 1,
    rejections: [{ file: "history.csv", line: 201, column: "changed_at", reason: "not a date", value: "notaday" }], // prettier-ignore
    warnings: [
      { code: "rows_rejected", message: "Rows that cannot be used were left out", count: 1 },
      {
        code: "currency_assumed",
        message: `No column names the currency: ${"amounts are labelled XXX, ".repeat(5)}`,
      },
    ],
    ...more,
  });

describe("workspaceImportAsText()", () => {
  it("says each row that cannot be used once", () => {
    const text = workspaceImportAsText(reply({}), { width: 80, colour: false });
    expect(text).toContain("1 row cannot be used");
    expect(text.match(/cannot be used/g)).toHaveLength(1);
    expect(text.match(/notaday/g)).toHaveLength(1);
    expect(text).toContain("1 opportunity, 1,200 changes, in EUR");
    expect(text).toContain("1 change is new, 0 hold no more");
  });

  it("fits the terminal, whatever files are called and warnings say", () => {
    for (const width of [20, 40, 80, 200]) {
      const lines = workspaceImportAsText(reply({}), { width, colour: false }).split("\n");
      expect(Math.max(...lines.map(displayWidth))).toBeLessThanOrEqual(width);
    }
  });

  it("says nothing of rows where all can be used", () => {
    const whole = reply({ rejectionCount: 0, rejections: [], warnings: [] });
    const text = workspaceImportAsText(whole, { width: 80, colour: false });
    expect(text).not.toContain("cannot be used");
    expect(text.endsWith("hold no more\n")).toBe(true);
  });
});
