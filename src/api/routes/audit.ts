import { z } from "zod";
import type { RoutePolicy } from "../../app/access/policy.ts";
import { listAuditEntries } from "../../app/audit/list-entries.ts";
import { verifyAuditChain } from "../../app/audit/verify-chain.ts";
import { AuditPage, AuditVerdict } from "../../contracts/api/audit.ts";
import { PageQuery } from "../../contracts/api/page.ts";
import { callerOf, type Api } from "../api.ts";
import type { Service } from "../service.ts";

const AUDIT: RoutePolicy = { scope: "audit", shows: "C1", rows: "tenant" };

export function auditRoutes(api: Api, { store }: Service): void {
  api.route({
    method: "GET",
    url: "/audit",
    config: { policy: AUDIT },
    schema: {
      tags: ["audit"],
      summary: "Who did what, the latest first",
      querystring: PageQuery,
      response: { 200: AuditPage },
    },
    handler: (request) => {
      const { limit, cursor } = request.query;
      return listAuditEntries(store, callerOf(request).tenantId, { limit: Number(limit), cursor });
    },
  });
  api.route({
    method: "GET",
    url: "/audit/verify",
    config: { policy: AUDIT },
    schema: {
      tags: ["audit"],
      summary: "Walk the chain of digests from its first entry",
      querystring: z.strictObject({
        head: z
          .string()
          .regex(/^[0-9a-f]{64}$/)
          .optional()
          .describe("A head that was kept elsewhere: the log must still hold it"),
      }),
      response: { 200: AuditVerdict },
    },
    handler: (request) => verifyAuditChain(store, callerOf(request).tenantId, request.query.head),
  });
}
