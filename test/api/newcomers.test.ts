import fastify from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { once } from "node:events";
import { connect, type AddressInfo, type Socket } from "node:net";
import { describe, expect, it } from "vitest";
import { letNewcomersIn } from "../../src/api/newcomers.ts";
import type { Api } from "../../src/api/api.ts";

const REQUEST = "GET / HTTP/1.1\r\nhost: x\r\n\r\n";
const GREEDY = 40;
const NEWCOMERS = 60;

interface Crowd {
  /** Answers that greedy callers got while newcomers were let in, and then. */
  readonly meanwhile: number;
  readonly afterwards: number;
}

/** Waits until something is so, but not for ever. */
async function until(isSo: () => boolean): Promise<void> {
  const deadline = performance.now() + 20_000;
  while (!isSo() && performance.now() < deadline) await new Promise(setImmediate);
}

/** Callers who ask again as soon as they are answered, and others who come all at once. */
async function crowd(status: number, add: (api: Api) => void): Promise<Crowd> {
  const api: Api = fastify({ forceCloseConnections: true }).withTypeProvider<ZodTypeProvider>();
  add(api);
  let answered = 0;
  api.get("/", (_request, reply) => {
    answered++;
    return reply.code(status).send("");
  });
  await api.listen({ host: "127.0.0.1", port: 0 });
  const { port } = api.server.address() as AddressInfo;
  const sockets: Socket[] = [];
  const open = (): Socket => {
    const socket = connect(port, "127.0.0.1").on("error", () => undefined);
    sockets.push(socket);
    return socket;
  };
  try {
    for (let i = 0; i < GREEDY; i++) {
      const socket = open();
      await once(socket, "connect");
      socket.on("data", () => socket.write(REQUEST));
      socket.write(REQUEST);
    }
    await until(() => answered >= 20 * GREEDY);
    const before = answered;
    let left = NEWCOMERS;
    const allIn = new Promise<void>((resolve) => {
      api.server.on("connection", () => {
        left--;
        if (left === 0) resolve();
      });
    });
    for (let i = 0; i < NEWCOMERS; i++) open();
    await allIn;
    const meanwhile = answered - before;
    // They are heard again: at once, and not only when the next one comes.
    const goal = answered + 20 * GREEDY;
    await until(() => answered >= goal);
    return { meanwhile, afterwards: answered - before - meanwhile };
  } finally {
    for (const socket of sockets) socket.destroy();
    await api.close();
  }
}

describe("letNewcomersIn()", () => {
  it("lets everybody in before those who were answered are heard again, whatever they were answered", async () => {
    for (const status of [200, 429, 503]) {
      const { meanwhile, afterwards } = await crowd(status, letNewcomersIn);
      expect(meanwhile).toBeLessThan(6 * GREEDY);
      expect(afterwards).toBeGreaterThanOrEqual(20 * GREEDY);
    }
  });

  it("is needed: without it all are heard for each who comes", async () => {
    const { meanwhile } = await crowd(503, () => undefined);
    expect(meanwhile).toBeGreaterThan((NEWCOMERS / 3) * GREEDY);
  });
});
