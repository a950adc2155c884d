import { setTimeout as sleep } from "node:timers/promises";
import { deflateRawSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ApiProblem, createClient } from "../../src/contracts/api/client.ts";
import { deflatedZip } from "../files/deflated-zip.ts";
import { drip, readSlowly, speak, upload } from "./hostile-clients.ts";
import { serviceProcess, type ServiceProcess } from "./service-process.ts";

const CONNECTIONS = 20;
const IDLE_MS = 3_000;

describe("hostile clients of a service in a process of its own", () => {
  let service: ServiceProcess;
  const asked = (path: string): string =>
    `GET ${path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${service.key}\r\n\r\n`;
  beforeAll(async () => {
    service = await serviceProcess({
      connections: CONNECTIONS,
      idleMs: IDLE_MS,
      requestMs: 4_000,
      fileBytes: 32 << 20,
      uploadBytes: 48 << 20,
    });
  }, 120_000);
  afterAll(() => service.close(), 60_000);

  it("are told the limit of an upload that is too large, before its body where it says its length", async () => {
    await upload(service, 64 << 20, "chunked");
    const { rssMb } = await service.usage();
    for (let round = 0; round < 3; round++) {
      const chunked = await upload(service, 256 << 20, "chunked");
      expect(chunked.status).toBe("413");
      expect(chunked.body).toContain("big.csv is larger than 32 MB");
      expect(chunked.sentMb).toBeLessThan(64);
      const declared = await upload(service, 1 << 30, "declared");
      expect(declared).toMatchObject({ status: "413", body: expect.stringContaining("48 MB") as string });
      expect(declared.sentMb).toBeLessThan(16);
      expect(await upload(service, 1 << 30, "expected")).toMatchObject({ status: "413", sentMb: 0 });
    }
    const { peakRssMb } = await service.usage();
    expect(peakRssMb - rssMb).toBeLessThan(64);
  });

  it("have their bombs refused in another process, whatever their headers say", async () => {
    const zeros = deflateRawSync(Buffer.alloc(600 << 20), { level: 9 });
    const cells = deflateRawSync(Buffer.alloc(200 << 20, '<c t="inlineStr"><is><t>x</t></is></c>'));
    const workbook = {
      path: "xl/workbook.xml",
      deflated: deflateRawSync(Buffer.from("<workbook/>")),
      size: 11,
    };
    const sheet = (deflated: Buffer, size: number, method = 8) =>
      deflatedZip([workbook, { path: "xl/worksheets/sheet1.xml", deflated, size, method }]);
    const flat = sheet(zeros, 600 << 20);
    const bombs: Readonly<Record<string, Buffer>> = {
      flat,
      "with a header that says little": sheet(zeros, 1_000),
      "said to be stored": sheet(zeros, zeros.length, 0),
      "of cells": sheet(cells, 1_000),
      "within a bomb": sheet(deflateRawSync(flat), flat.length),
      "of shared texts": deflatedZip([workbook, { path: "xl/sharedStrings.xml", deflated: zeros, size: 9 }]),
      "of many files": deflatedZip(Array.from({ length: 3_000 }, () => workbook)),
    };
    expect((600 << 20) / flat.length).toBeGreaterThan(900);
    await service.usage();
    const client = createClient(service);
    const { rssMb } = await service.usage();
    const refusals: string[] = [];
    for (const [name, bytes] of Object.entries(bombs)) {
      const file = new File([new Uint8Array(bytes)], "bomb.xlsx");
      const problem: unknown = await client.importFiles([file]).catch((error: unknown) => error);
      const said = problem instanceof ApiProblem ? problem.problem : undefined;
      refusals.push(`${name}: ${said?.status ?? "taken"}`);
      expect([413, 422], `${name}: ${said?.detail ?? ""}`).toContain(said?.status);
    }
    const { peakRssMb, longestDelayMs } = await service.usage();
    console.log(
      `bombs: ${refusals.join(", ")}; +${(peakRssMb - rssMb).toFixed(0)} MB, event loop ${longestDelayMs.toFixed(0)} ms`,
    );
    expect(peakRssMb - rssMb).toBeLessThan(64);
  });

  it("are told the limit of a body of JSON", async () => {
    const reply = await fetch(`${service.url}/v1/forecasts`, {
      method: "POST",
      headers: { authorization: `Bearer ${service.key}`, "content-type": "application/json" },
      body: JSON.stringify({ segment: "x".repeat(3 << 20) }),
    });
    expect(reply.status).toBe(413);
    expect(await reply.json()).toMatchObject({
      code: "too_large",
      detail: expect.stringContaining("2 MB") as string,
    });
  });

  it("are answered 503 on a connection too many, and close by twice the limit; whoever leaves makes room", async () => {
    // Who is being listened to gives way to nobody.
    const begun = `POST /v1/forecasts HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${service.key}\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n`;
    const kept = await Promise.all(Array.from({ length: CONNECTIONS }, () => speak(service.port, begun)));
    await sleep(100);
    const excess = await Promise.all(
      Array.from({ length: 10 }, () => speak(service.port, asked("/v1/runs"))),
    );
    for (const { closed } of excess) {
      const { heard, seconds } = await closed;
      expect(heard).toMatch(/^HTTP\/1\.1 503 [^]*retry-after: \d+[^]*"code":"unavailable"/i);
      expect(seconds).toBeLessThan(2);
    }
    const health = await (await speak(service.port, asked("/health/live"))).closed;
    expect(health.heard).toMatch(/^HTTP\/1\.1 200 /);
    const silent = await Promise.all(Array.from({ length: CONNECTIONS }, () => speak(service.port, "")));
    await sleep(100);
    const beyond = await (await speak(service.port, asked("/v1/runs"))).closed;
    expect(beyond.heard).toBe("");
    for (const { socket } of [...kept, ...silent]) socket.destroy();
    await sleep(200);
    expect((await createClient(service).runs()).rows).toEqual([]);
  });

  it("are cut off when they send byte by byte, in headers or in a body", async () => {
    const head = `POST /v1/forecasts HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${service.key}\r\n`;
    const body = `${head}content-type: application/json\r\ncontent-length: 100000\r\n\r\n`;
    const begun = await speak(service.port, body);
    const timer = setInterval(() => void begun.socket.write(" "), 200);
    const lasted = await Promise.all([
      drip(service.port, `GET / HTTP/1.1\r\nx-slow: ${"a".repeat(10_000)}`, 200),
      begun.closed.then(({ seconds }) => seconds),
      speak(service.port, "").then(({ closed }) => closed.then(({ seconds }) => seconds)),
    ]);
    clearInterval(timer);
    for (const seconds of lasted) expect(seconds).toBeLessThan(10);
  });

  it("are cut off when they do not read what they asked for, or hardly", async () => {
    const note = "n".repeat(1_000);
    const rows = Array.from(
      { length: 20_000 },
      (_, row) => `op-${row},2025-01-02,Lead,${row},${note}${row % 7}`,
    );
    const file = new File(
      [`opportunity_id,changed_at,stage,amount,note\n${rows.join("\n")}\n`],
      "history.csv",
    );
    const { importId } = await createClient(service).importFiles([file]);
    const path = `/v1/imports/${importId}/accepted.csv`;
    const whole = await fetch(`${service.url}${path}`, {
      headers: { authorization: `Bearer ${service.key}` },
    });
    expect(whole.status).toBe(200);
    expect((await whole.text()).length).toBeGreaterThan(20e6);
    const lasted = await Promise.all([
      readSlowly(service.port, asked(path), 0),
      readSlowly(service.port, asked(path), 500),
    ]);
    for (const seconds of lasted) expect(seconds).toBeLessThan(IDLE_MS / 1_000 + 8);
    expect((await createClient(service).runs()).rows).toEqual([]);
  });
});
