import { expect, it } from "vitest";
import { counted, withArticle } from "../../src/contracts/counted.ts";

it("says one row, no rows and several, and takes a plural that is another word", () => {
  expect([1, 0, 2].map((count) => counted(count, "row"))).toEqual(["1 row", "0 rows", "2 rows"]);
  expect([1, 3].map((count) => counted(count, "opportunity", "opportunities"))).toEqual([
    "1 opportunity",
    "3 opportunities",
  ]);
});

it("gives a noun its article", () => {
  expect(["rep", "analyst", "owner"].map(withArticle)).toEqual(["a rep", "an analyst", "an owner"]);
});
