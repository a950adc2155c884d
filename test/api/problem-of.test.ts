import fastify from "fastify";
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from "fastify-type-provider-zod";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { Problem } from "../../src/contracts/api/problem.ts";
import { AppFailure, FAILURES, type FailureCode } from "../../src/contracts/failure.ts";
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
  const body = z.strictObject({
    period: z.string().min(4).optional().describe("2018-Q3, 2018-07 or 2018"),
    target: z.string().optional(),
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/)
      .optional()
      .describe("ISO 4217 code of all amounts"),
    stated: z.array(z.string()).max(0, "can only be []").optional().describe("Totals"),
    backtest: z.uuid().nullable().optional(),
    days: z.array(z.strictObject({ on: z.iso.date() })).optional(),
  });
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
    expect(await detailOf({ colour: "red" })).toContain(
      "known are backtest, currency, days, period, stated, target",
    );
  });

  it("says what a field holds of one that cannot be used, and no pattern", async () => {
    expect(await detailOf({ period: "Q3" })).toContain("(2018-Q3, 2018-07 or 2018)");
    const pattern = await detailOf({ currency: "euro" });
    expect(pattern).toBe(
      "Cannot use the body: body/currency: It does not have the form that it should (ISO 4217 code of all amounts)",
    );
    expect(await detailOf({ stated: ["x"] })).toBe("Cannot use the body: body/stated: can only be []");
    expect(await detailOf({ backtest: "the last" })).toContain("body/backtest: It is no id");
    expect(await detailOf({ days: [{ on: "tomorrow" }] })).toContain("body/days/0/on: It is no day");
    expect(await detailOf({ days: [{ one: "2025-01-01", on: "2025-01-01" }] })).toContain(
      'did you mean "on"?',
    );
  });

  it("speaks of fields, not of options of a command", () => {
    const { problem } = problemOf(new AppFailure("usage", "Cannot forecast: give --as-of"), "id");
    expect(problem.detail).toBe('Cannot forecast: give "asOf"');
  });

  it.each(Object.keys(FAILURES) as FailureCode[])(
    "has type, title, status, detail and instance of %s",
    (code) => {
      const { problem } = problemOf(new AppFailure(code, "Cannot do it: do this instead"), "the id");
      expect(Problem.parse(problem)).toMatchObject({
        type: `urn:revcast:failure:${code}`,
        instance: "the id",
      });
      expect([problem.title.length > 10, problem.detail.length > 20]).toEqual([true, true]);
    },
  );

  it("says nothing of how the service is built when its data cannot be reached", () => {
    for (const code of ["ECONNREFUSED", "57P01", "08006", "22P02"]) {
      const { problem } = problemOf(Object.assign(new Error("connect"), { code }), "id");
      expect(`${problem.title} ${problem.detail}`).not.toMatch(/database|postgres|sql/i);
    }
  });
});
