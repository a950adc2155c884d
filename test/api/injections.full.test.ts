import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { answered, apiUnderTest, bearer, multipartOf, type ApiUnderTest } from "./api-under-test.ts";
import { canaryHistory, OWNERS_FILE } from "./canary-company.ts";
import { injectTexts } from "./inject-texts.ts";

describe("every hostile text", () => {
  let test: ApiUnderTest;
  beforeAll(async () => {
    test = await apiUnderTest("embedded", { waitSeconds: 0 });
    const form = multipartOf({ "history.csv": canaryHistory("ours", 10), "owners.csv": OWNERS_FILE });
    for (const tenant of ["default", "foreign"]) {
      const headers = { ...form.headers, ...bearer(await test.key("finance", tenant)) };
      answered(
        await test.api.inject({ method: "POST", url: "/v1/imports", payload: form.payload, headers }),
        201,
      );
    }
  }, 120_000);
  afterAll(() => test.close(), 120_000);

  it("has no effect in any field of any request", async () => {
    const report = await injectTexts(test, 1);
    console.log(`injections: ${JSON.stringify(report)}`);
    expect(report.bad).toEqual([]);
    expect(report.requestCount).toBeGreaterThan(5_000);
  });
});
