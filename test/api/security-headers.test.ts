import helmet from "@fastify/helmet";
import fastify from "fastify";
import { describe, expect, it } from "vitest";
import type { Api } from "../../src/api/api.ts";
import { addSecurityHeaders } from "../../src/api/security-headers.ts";

/** Of the answer itself, and not of who may do what with it. */
const OF_THE_ANSWER = ["content-type", "content-length", "date", "connection"];

async function headersOf(url: string): Promise<Record<string, unknown>> {
  const api: Api = fastify();
  await addSecurityHeaders(api);
  api.get("/found", () => ({ isFound: true }));
  api.get("/own", (_request, reply) => reply.header("content-security-policy", "sandbox").send("x"));
  const { headers } = await api.inject(url);
  await api.close();
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !OF_THE_ANSWER.includes(name)));
}

describe("security headers", () => {
  it("are on what is found and on what is not", async () => {
    const found = await headersOf("/found");
    expect(found).toMatchObject({
      "content-security-policy": "default-src 'none';frame-ancestors 'none'",
      "x-content-type-options": "nosniff",
      "x-frame-options": "SAMEORIGIN",
      "referrer-policy": "no-referrer",
    });
    expect(found).not.toHaveProperty("strict-transport-security");
    expect(await headersOf("/missing")).toEqual(found);
  });

  it("are those that helmet sets for every answer anew", async () => {
    const plain = fastify();
    await plain.register(helmet, { contentSecurityPolicy: false, strictTransportSecurity: false });
    plain.get("/found", () => ({ isFound: true }));
    const { headers } = await plain.inject("/found");
    await plain.close();
    const expected = Object.entries(headers).filter(([name]) => !OF_THE_ANSWER.includes(name));
    const { "content-security-policy": _policy, ...others } = await headersOf("/found");
    expect(others).toEqual(Object.fromEntries(expected));
  });

  it("give way to what a route says of its own page", async () => {
    expect(await headersOf("/own")).toHaveProperty("content-security-policy", "sandbox");
  });
});
