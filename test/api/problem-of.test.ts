import fastify from "fastify";
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from "fastify-type-provider-zod";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { problemOf } from "../../src/api/problem-of.ts";

/** What a route with these fields says to a body. */
async function detailOf(payload: object): Promise<string> {
  const api = fastify().withTypeProvider<ZodTypeProvider>();
  api.setValidatorCompiler(validatorCompiler);
  api.setSerializerCompiler(serializerCompiler);
  api.setErrorHandler((error, request, reply) => {
    const { schema, bodyLimit } = request.routeOptions;
    return reply.code(400).send(problemOf(error, request.id, { schema, bodyLimit }).problem);
  });
  const body = z.strictObject({ period: z.string().optional(), target: z.string().optional() });
  api.post("/", { schema: { body } }, () => ({}));
  const reply = await api.inject({ method: "POST", url: "/", payload });
  await api.close();
  return reply.json<{ detail: string }>().detail;
}

describe("problemOf()", () => {
  it("says which field was meant by one that nobody knows", async () => {
    expect(await detailOf({ perriod: "2025-Q4" })).toContain('did you mean "period"?');
    expect(await detailOf({ perriod: "x", targett: "y" })).toContain('did you mean "period", "target"?');
  });

  it("names the fields that there are where none is near", async () => {
    expect(await detailOf({ colour: "red" })).toContain("known are period, target");
  });
});
