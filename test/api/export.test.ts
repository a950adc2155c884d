import fastify from "fastify";
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from "fastify-type-provider-zod";
import { PassThrough } from "node:stream";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Api } from "../../src/api/api.ts";
import { DEFAULT_LIMITS } from "../../src/api/limits.ts";
import { problemOf } from "../../src/api/problem-of.ts";
import { exportRoutes } from "../../src/api/routes/export.ts";
import type { Service } from "../../src/api/service.ts";
import type { Principal } from "../../src/app/access/principal.ts";
import { exportArchive, type ExportArchive } from "../../src/app/export/export-archive.ts";

vi.mock("../../src/app/export/export-archive.ts");

const UPLOAD_MS = 50;

describe("the route of exports", () => {
  let api: Api;
  const remove = vi.fn(() => Promise.resolve());
  const archiveOf = (stream: PassThrough): ExportArchive => ({ stream, fileName: "export.tar.gz", remove });
  beforeEach(() => {
    remove.mockClear();
    api = fastify().withTypeProvider<ZodTypeProvider>();
    api.setValidatorCompiler(validatorCompiler);
    api.setSerializerCompiler(serializerCompiler);
    api.setErrorHandler((error, _request, reply) => reply.code(problemOf(error, "").status).send());
    const caller: Partial<Principal> = { tenantId: "default", keyId: "k" };
    api.decorateRequest("principal");
    api.addHook("onRequest", (request, _reply, done) => {
      request.principal = caller as Principal;
      done();
    });
    const service: Partial<Service> = { limits: { ...DEFAULT_LIMITS, uploadMs: UPLOAD_MS } };
    exportRoutes(api, service as Service);
  });
  afterEach(() => api.close());

  it("lets go of an archive that is ready when who asked has been told that it took too long", async () => {
    const late = new PassThrough();
    let ready: () => void = () => undefined;
    vi.mocked(exportArchive).mockReturnValueOnce(
      new Promise((resolve) => (ready = () => resolve(archiveOf(late)))),
    );
    expect((await api.inject({ url: "/export" })).statusCode).toBe(503);
    expect((await api.inject({ url: "/export" })).statusCode).toBe(503);
    expect(exportArchive).toHaveBeenCalledTimes(1);
    ready();
    await expect.poll(() => late.destroyed).toBe(true);
    expect(remove).toHaveBeenCalledTimes(1);
    vi.mocked(exportArchive).mockResolvedValueOnce(archiveOf(new PassThrough().end("whole")));
    const next = await api.inject({ url: "/export" });
    expect([next.statusCode, next.body]).toEqual([200, "whole"]);
  });
});
