import swagger from "@fastify/swagger";
import swaggerUi from "@fastify/swagger-ui";
import { jsonSchemaTransform } from "fastify-type-provider-zod";
import type { Api } from "./api.ts";
import { DOCS } from "./guard.ts";

/** The description of the API in OpenAPI 3.1 at /docs/json, and a page to read it at /docs. */
export async function addDocs(api: Api, version: string): Promise<void> {
  await api.register(swagger, {
    openapi: {
      openapi: "3.1.0",
      info: {
        title: "revcast",
        version,
        description:
          "Revenue forecasts and RevOps investment cases that can be audited. Failures are application/problem+json.",
      },
      components: { securitySchemes: { key: { type: "http", scheme: "bearer" } } },
      security: [{ key: [] }],
    },
    transform: jsonSchemaTransform,
  });
  await api.register(swaggerUi, {
    routePrefix: DOCS,
    // Nothing from elsewhere, and no change to https: the service speaks plain http to its own machine or to a proxy.
    staticCSP:
      "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'",
  });
}
