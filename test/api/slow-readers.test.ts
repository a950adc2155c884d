import fastify from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { once } from "node:events";
import { connect, type AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Api } from "../../src/api/api.ts";
import { DEFAULT_LIMITS } from "../../src/api/limits.ts";
import { addSlowReaderLimit } from "../../src/api/slow-readers.ts";

/** Nothing else in the process looks as often as this. */
const LOOK_MS = 4_321;
const ALL = Buffer.from(Array.from({ length: 1 << 20 }, (_, index) => index % 251));
/** Begins within the memory that it is a part of, as rows of a database do. */
const PART = ALL.subarray(1_000, 900_000);

describe("a limit for who does not read", () => {
  let api: Api;
  let port: number;
  let arrived: () => void = () => undefined;
  let gate: Promise<void> = Promise.resolve();
  const looks = () => vi.mocked(setInterval).mock.calls.filter(([, ms]) => ms === LOOK_MS);
  beforeEach(async () => {
    vi.spyOn(globalThis, "setInterval");
    vi.spyOn(globalThis, "clearInterval");
    api = fastify().withTypeProvider<ZodTypeProvider>();
    addSlowReaderLimit(api, { ...DEFAULT_LIMITS, idleMs: 3 * LOOK_MS });
    api.get("/", async (_request, reply) => {
      arrived();
      await gate;
      return reply.type("application/octet-stream").send(PART);
    });
    await api.listen({ host: "127.0.0.1", port: 0 });
    port = (api.server.address() as AddressInfo).port;
  });
  afterEach(async () => {
    await api.close();
    vi.restoreAllMocks();
  });

  it("sends who reads each byte of what is a part of other memory, and looks no more afterwards", async () => {
    const reply = await fetch(`http://127.0.0.1:${port}/`);
    expect(reply.headers.get("content-length")).toBe(String(PART.length));
    expect(Buffer.from(await reply.arrayBuffer()).equals(PART)).toBe(true);
    expect(looks()).toHaveLength(1);
    const timer: unknown = vi
      .mocked(setInterval)
      .mock.results.find((_result, index) => vi.mocked(setInterval).mock.calls[index]![1] === LOOK_MS)!.value;
    await expect.poll(() => vi.mocked(clearInterval).mock.calls.some(([each]) => each === timer)).toBe(true);
  });

  it("does not look at who has gone before the answer was made", async () => {
    let open: () => void = () => undefined;
    gate = new Promise((resolve) => (open = resolve));
    const asked = new Promise<void>((resolve) => (arrived = resolve));
    const sent = new Promise<void>((resolve) => api.server.once("request", (_, reply) => reply.once("close", resolve))); // prettier-ignore
    const socket = connect(port, "127.0.0.1");
    await once(socket, "connect");
    socket.write("GET / HTTP/1.1\r\nhost: x\r\n\r\n");
    await asked;
    socket.destroy();
    await sent;
    open();
    await new Promise((resolve) => setImmediate(resolve));
    await new Promise((resolve) => setImmediate(resolve));
    expect(looks()).toEqual([]);
  });
});
