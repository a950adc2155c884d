import { describe, expect, it } from "vitest";
import { ChangesRequest } from "../../src/contracts/changes.ts";

describe("the request of a comparison", () => {
  it("takes no target, neither its amount nor which one of the workspace it is: nothing is compared with it", () => {
    const request = { from: "2025-01-01", to: "2025-02-01", of: "pipeline", period: null, closeDateColumn: null }; // prettier-ignore
    const plain = ChangesRequest.safeParse({ ...request, currency: "USD" });
    expect(plain.error).toBeUndefined();
    const keptTarget = { id: "6f9619ff-8b86-4d01-b42d-00cf4fc964ff", madeAt: "2025-01-01T00:00:00Z" };
    for (const more of [{ target: "1.00" }, { keptTarget }]) {
      expect(ChangesRequest.safeParse({ ...plain.data, ...more }).error?.issues[0]?.code).toBe(
        "unrecognized_keys",
      );
    }
  });
});
