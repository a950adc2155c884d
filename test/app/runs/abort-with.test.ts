import { getEventListeners } from "node:events";
import { describe, expect, it } from "vitest";
import { abortWith } from "../../../src/app/runs/abort-with.ts";

describe("abortWith()", () => {
  it("aborts with whichever signal is first, and with one that was before", () => {
    const [cell, engine, service] = [new AbortController(), new AbortController(), new AbortController()];
    abortWith(cell, [engine.signal, service.signal]);
    expect(cell.signal.aborted).toBe(false);
    service.abort();
    expect(cell.signal.aborted).toBe(true);
    const later = new AbortController();
    abortWith(later, [engine.signal, service.signal]);
    expect(later.signal.aborted).toBe(true);
  });

  it("leaves nothing at a signal that lives on, and warns of nothing meanwhile", async () => {
    const warnings: Error[] = [];
    const hear = (warning: Error): void => void warnings.push(warning);
    process.on("warning", hear);
    const service = new AbortController();
    const cells = Array.from({ length: 100 }, () => new AbortController());
    const releases = cells.map((cell) => abortWith(cell, [service.signal]));
    expect(getEventListeners(service.signal, "abort")).toHaveLength(100);
    for (const release of releases) release();
    expect(getEventListeners(service.signal, "abort")).toHaveLength(0);
    service.abort();
    expect(cells.some(({ signal }) => signal.aborted)).toBe(false);
    await new Promise((resolve) => setImmediate(resolve));
    process.off("warning", hear);
    expect(warnings).toEqual([]);
  });
});
