import { z } from "zod";
import { addKey } from "../../app/access/add-key.ts";
import { listKeys } from "../../app/access/list-keys.ts";
import type { RoutePolicy } from "../../app/access/policy.ts";
import { actorOf } from "../../app/access/principal.ts";
import { revokeKey } from "../../app/access/revoke-key.ts";
import { ApiKey, MintedKey, NewKey } from "../../contracts/api/key.ts";
import { callerOf, type Api } from "../api.ts";
import type { Service } from "../service.ts";

const KEYS: RoutePolicy = { scope: "keys", shows: "C1", rows: "tenant" };

export function keyRoutes(api: Api, { store }: Service): void {
  api.route({
    method: "GET",
    url: "/keys",
    config: { policy: KEYS },
    schema: {
      tags: ["keys"],
      summary: "All keys; of finance only those of finance",
      response: { 200: z.strictObject({ rows: z.array(ApiKey) }) },
    },
    handler: async (request) => {
      const { tenantId, role } = callerOf(request);
      const keys = await listKeys(store, tenantId);
      return { rows: role === "finance" ? keys.filter((key) => key.role === "finance") : keys };
    },
  });
  api.route({
    method: "POST",
    url: "/keys",
    config: { policy: KEYS },
    schema: {
      tags: ["keys"],
      summary: "Make a key; its text is shown once",
      body: NewKey,
      response: { 201: MintedKey },
    },
    handler: async (request, reply) => {
      const by = callerOf(request);
      const key = await addKey(store, by.tenantId, request.body, { by, actor: actorOf(by) });
      return reply.code(201).header("cache-control", "no-store").send(key);
    },
  });
  api.route({
    method: "DELETE",
    url: "/keys/:keyId",
    config: { policy: KEYS },
    schema: {
      tags: ["keys"],
      summary: "Take a key back; the next request with it is refused",
      params: z.strictObject({ keyId: z.uuid() }),
      response: { 200: ApiKey },
    },
    handler: async (request) => {
      const by = callerOf(request);
      const place = { tenantId: by.tenantId, actor: actorOf(by) };
      const onlyRole = by.role === "finance" ? "finance" : undefined;
      return revokeKey(store, { ...place, onlyRole }, request.params.keyId);
    },
  });
}
