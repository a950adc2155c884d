import { fork } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createClient } from "../../src/contracts/api/client.ts";
import { serviceProcess, type ServiceProcess } from "./service-process.ts";
import type { CrowdOptions, CrowdReport } from "./slow-crowd.ts";

const SLOW_SENDERS = 2_000;
const SLOW_READERS = 200;
const ATTACK_MS = Number(process.env["REVCAST_SLOW_MS"] ?? "120000");
const CALM_MS = 15_000;
const ASK_EVERY_MS = 25;
const LOADER = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;

describe("2,000 clients that hardly send and 200 that hardly read", () => {
  let service: ServiceProcess;
  beforeAll(async () => {
    // One key may not do so much by itself: here it stands for many.
    service = await serviceProcess({ streamsPerKey: SLOW_READERS + 1 });
  }, 120_000);
  afterAll(() => service.close(), 60_000);

  /** Milliseconds of each answer to an ordinary request, ascending: every second one on a connection of its own. */
  const asked = async (forMs: number): Promise<{ times: number[]; refused: number }> => {
    const until = performance.now() + forMs;
    const times: number[] = [];
    let refused = 0;
    for (let count = 0; performance.now() < until; count++) {
      const began = performance.now();
      const headers = {
        authorization: `Bearer ${service.key}`,
        ...(count % 2 === 0 ? { connection: "close" } : {}),
      };
      const reply = await fetch(`${service.url}/v1/runs`, { headers }).catch(() => undefined);
      await reply?.arrayBuffer();
      if (reply?.status === 200) times.push(performance.now() - began);
      else refused++;
      await sleep(ASK_EVERY_MS);
    }
    return { times: times.toSorted((a, b) => a - b), refused };
  };
  const p99 = (times: readonly number[]): number => times[Math.floor(times.length * 0.99)] ?? Number.NaN;

  /** What a crowd does as long as others ask. */
  const besides = async <Result>(crowds: readonly CrowdOptions[], work: () => Promise<Result>) => {
    const child = fork(fileURLToPath(new URL("slow-crowd.ts", import.meta.url)), {
      execArgv: ["--import", LOADER],
    });
    child.send(crowds);
    const result = await work();
    child.send("report");
    const [reports] = (await once(child, "message")) as [CrowdReport[]];
    child.disconnect();
    return { result, reports };
  };

  it("have nobody else refused, are cut off, and cost the service little memory", async () => {
    const client = createClient(service);
    const rows = Array.from(
      { length: 40_000 },
      (_, row) => `op-${row},2025-01-02,Lead,${row},${"n".repeat(1_000)}${row % 7}`,
    );
    const text = `opportunity_id,changed_at,stage,amount,note\n${rows.join("\n")}\n`;
    const { importId } = await client.importFiles([new File([text], "history.csv")]);
    const large = `/v1/imports/${importId}/accepted.csv`;
    const headers = { authorization: `Bearer ${service.key}` };
    expect(
      (await (await fetch(`${service.url}${large}`, { headers })).arrayBuffer()).byteLength,
    ).toBeGreaterThan(40e6);
    const before = await asked(CALM_MS);
    const { rssMb } = await service.usage();
    const { port } = service;
    const crowds: CrowdOptions[] = [
      {
        port,
        count: SLOW_SENDERS,
        texts: ["GET /v1/runs HTTP/1.1\r\nhost: x\r\nx-slow: "],
        drip: "a",
        bytesPerSecond: 0,
      },
      {
        port,
        count: SLOW_READERS,
        texts: [`GET ${large} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${service.key}\r\n\r\n`],
        drip: "\r\n",
        bytesPerSecond: 500,
      },
    ];
    const { result: during, reports } = await besides(crowds, () => asked(ATTACK_MS));
    const usage = await service.usage();
    const after = await asked(CALM_MS);
    const report = {
      p99: { before: p99(before.times), during: p99(during.times), after: p99(after.times) },
      answered: during.times.length,
      refused: during.refused,
      rssMb,
      peakRssMb: usage.peakRssMb,
      longestDelayMs: usage.longestDelayMs,
      processorMs: usage.processorMs,
      reports,
    };
    console.log(`slow clients: ${JSON.stringify(report)}`);
    const [senders, readers] = reports as [CrowdReport, CrowdReport];
    expect(senders.open + senders.closed).toBeGreaterThan(SLOW_SENDERS);
    expect(readers.open + readers.closed).toBeGreaterThan(SLOW_READERS);
    expect(report.refused).toBe(0);
    // A round of the crowd's own beat, 5 s, lies between the end of a connection and its being noticed. Slow readers are found some 20 s after the
    // operating system has taken what it takes, which is a matter of the machine, as times of answers are: they are told, not asserted.
    expect(senders.longest).toBeLessThan(35);
    expect(report.peakRssMb - rssMb).toBeLessThan(256);
  });
});
