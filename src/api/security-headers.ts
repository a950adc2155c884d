import helmet from "@fastify/helmet";
import fastify from "fastify";
import type { Api } from "./api.ts";

/** Keeps browsers from doing with an answer what it is not for. The headers are the same for all answers, so they are made once. */
export async function addSecurityHeaders(api: Api): Promise<void> {
  const headers = await securityHeaders();
  api.addHook("onRequest", (_request, reply, done) => {
    void reply.headers(headers);
    done();
  });
}

async function securityHeaders(): Promise<Record<string, string>> {
  const maker = fastify();
  await maker.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
    },
    strictTransportSecurity: false,
  });
  maker.get("/", (_request, reply) => reply.send(reply.getHeaders()));
  const made = (await maker.inject("/")).json<Record<string, string>>();
  await maker.close();
  return made;
}
