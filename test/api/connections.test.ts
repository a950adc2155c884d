import fastify from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Api } from "../../src/api/api.ts";
import { addExpectation } from "../../src/api/connections.ts";
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
