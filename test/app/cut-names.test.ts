import { describe, expect, it } from "vitest";
import { cutNames } from "../../src/app/cut-names.ts";
import { importTexts } from "../files/import-texts.ts";

describe("cutNames()", () => {
  it("offers the columns of the files, and not the day of the expected close", async () => {
    const header = "opportunity_id,changed_at,stage,amount,product,close_date,owner";
    const row = "a,2025-01-02,Lead,1,Basic,2025-02-01,Ann";
    const imported = await importTexts({ "history.csv": [header, row, ""].join("\n") });
    expect(cutNames(imported)).toBe("owner, product");
  });
});
