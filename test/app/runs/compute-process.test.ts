import { existsSync, readdirSync, readFileSync } from "node:fs";
import { constants, getPriority } from "node:os";
import { describe, expect, it } from "vitest";
import { ComputeProcess } from "../../../src/app/runs/compute-process.ts";

/** Priorities of all threads of a process, where the system tells them; else its own. */
function prioritiesOf(processId: number): number[] {
  const threads = `/proc/${processId}/task`;
  if (!existsSync(threads)) return [getPriority(processId)];
  return readdirSync(threads).map((thread) => {
    const afterName = readFileSync(`${threads}/${thread}/stat`, "utf8").split(") ").at(-1)!;
    return Number(afterName.split(" ")[16]);
  });
}

describe("a computing process", () => {
  it("stands behind the process that started it with all of its threads", async () => {
    const computeIds: number[] = [];
    const compute = new ComputeProcess({
      entry: new URL("trial-compute.ts", import.meta.url),
      threads: 1,
      onStart: (processId) => void computeIds.push(processId),
    });
    try {
      const request = { kind: "trial-sleep", seed: 1, fromMs: 1, toMs: 1 };
      const work = { kind: "trial-sleep", request, part: undefined, documents: [], results: [] };
      const outcome = await compute.run({ ...work, step: "whole" }, { signal: new AbortController().signal });
      expect(outcome.kind).toBe("done");
      const behind = Math.max(getPriority(), constants.priority.PRIORITY_LOW);
      const priorities = prioritiesOf(computeIds[0]!);
      expect(priorities.length).toBeGreaterThan(0);
      expect(new Set(priorities)).toEqual(new Set([behind]));
    } finally {
      await compute.close();
    }
  });
});
