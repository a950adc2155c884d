import fastify from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Api } from "../../src/api/api.ts";
import { addConnectionLimit, addExpectation } from "../../src/api/connections.ts";
import { DEFAULT_LIMITS, mostUploadBytes } from "../../src/api/limits.ts";
import { speak } from "./hostile-clients.ts";

const LIMITS = { ...DEFAULT_LIMITS, uploadBytes: 1_000 };

describe("who waits for a sign before sending a body", () => {
  let api: Api;
  beforeEach(async () => {
    api = fastify({ bodyLimit: mostUploadBytes(LIMITS) }).withTypeProvider<ZodTypeProvider>();
    addExpectation(api, LIMITS);
    api.addContentTypeParser("*", { parseAs: "buffer" }, (_request, _body, done) => done(null));
    api.post("/", () => "taken");
    await api.listen({ host: "127.0.0.1", port: 0 });
  });
  afterEach(() => api.close());

  /** The first line that is heard when so many bytes are announced. */
  const signFor = async (byteCount: number): Promise<string> => {
    const head = `POST / HTTP/1.1\r\nhost: x\r\ncontent-type: x/y\r\nexpect: 100-continue\r\ncontent-length: ${byteCount}\r\n\r\n`;
    const { socket } = await speak((api.server.address() as AddressInfo).port, head);
    const heard = await new Promise<string>((resolve) => socket.once("data", resolve));
    socket.destroy();
    return heard.split("\r\n")[0]!;
  };

  it("is let go on for all that the route takes, and for not a byte more", async () => {
    const most = mostUploadBytes(LIMITS);
    expect(await signFor(10)).toBe("HTTP/1.1 100 Continue");
    expect(await signFor(LIMITS.uploadBytes + 500)).toBe("HTTP/1.1 100 Continue");
    expect(await signFor(most)).toBe("HTTP/1.1 100 Continue");
    expect(await signFor(most + 1)).toBe("HTTP/1.1 413 Payload Too Large");
  });
});

describe("a limit of connections", () => {
  let api: Api;
  let port: number;
  let letGo: () => void = () => undefined;
  beforeEach(async () => {
    const gate = new Promise<void>((resolve) => (letGo = resolve));
    api = fastify({
      keepAliveTimeout: 60_000,
      forceCloseConnections: true,
    }).withTypeProvider<ZodTypeProvider>();
    addConnectionLimit(api, { ...DEFAULT_LIMITS, connections: 3, idleMs: 8_000 });
    api.get("/", () => "answered");
    api.get("/slow", async () => {
      await gate;
      return "at last";
    });
    await api.listen({ host: "127.0.0.1", port: 0 });
    port = (api.server.address() as AddressInfo).port;
  });
  afterEach(async () => {
    letGo();
    await api.close();
  });
  const get = (path: string, connection = "keep-alive"): string =>
    `GET ${path} HTTP/1.1\r\nhost: x\r\nconnection: ${connection}\r\n\r\n`;
  const answer = async (path: string): Promise<string> =>
    (await (await speak(port, get(path, "close"))).closed).heard;

  it("has who never asked anything give way to who comes, the oldest first, and then who keeps a connection", async () => {
    const kept = await speak(port, get("/"));
    await sleep(50);
    const silent = [await speak(port, ""), await speak(port, "GET / HTTP/1.1\r\nx-slow: a")];
    await sleep(1_100);
    expect(await answer("/")).toMatch(/^HTTP\/1\.1 200 [^]*answered$/);
    await silent[0]!.closed;
    const next = await speak(port, "");
    expect(await answer("/")).toMatch(/^HTTP\/1\.1 200 /);
    await silent[1]!.closed;
    expect(kept.socket.closed).toBe(false);
    const later = await speak(port, "");
    expect(await answer("/")).toMatch(/^HTTP\/1\.1 200 /);
    await kept.closed;
    for (const { socket } of [next, later]) {
      expect(socket.closed).toBe(false);
      socket.destroy();
    }
  });

  it("lets nobody keep a connection with empty lines", async () => {
    const { socket, closed } = await speak(port, get("/"));
    const timer = setInterval(() => void socket.write("\r\n"), 200);
    const { heard, seconds } = await closed;
    clearInterval(timer);
    expect(heard).toContain("answered");
    expect(seconds).toBeGreaterThan(3.5);
    expect(seconds).toBeLessThan(8);
  });

  it("has nobody give way who is being answered or has just come: then who comes is told so", async () => {
    const busy = await Promise.all([speak(port, get("/slow", "close")), speak(port, get("/slow", "close"))]);
    await sleep(1_100);
    const fresh = await speak(port, "");
    expect(await answer("/")).toContain('"code":"unavailable"');
    letGo();
    for (const { closed } of busy) expect((await closed).heard).toContain("at last");
    expect(await answer("/")).toMatch(/^HTTP\/1\.1 200 /);
    fresh.socket.destroy();
  });
});
