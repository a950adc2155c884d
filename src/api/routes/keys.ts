import { z } from "zod";
import { addKey } from "../../app/access/add-key.ts";
import { listKeys } from "../../app/access/list-keys.ts";
import type { RoutePolicy } from "../../app/access/policy.ts";
import { actorOf } from "../../app/access/principal.ts";
import { revokeKey } from "../../app/access/revoke-key.ts";
import { AppFailure } from "../../contracts/failure.ts";
import { OnceWithSecretHeaders } from "../../contracts/api/once.ts";
import { ApiKey, MintedKey, NewKey } from "../../contracts/api/key.ts";
import { callerOf, type Api } from "../api.ts";
import type { Service } from "../service.ts";
import { revealOnce } from "../start-once.ts";

const KEYS: RoutePolicy = { scope: "keys", shows: "C1", rows: "tenant" };

export function keyRoutes(api: Api, service: Service): void {
  const { store } = service;
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
      headers: OnceWithSecretHeaders,
      response: { 201: MintedKey },
    },
    handler: async (request, reply) => {
      const by = callerOf(request);
      await revealOnce(service, request, reply, { schema: MintedKey, again: shownBefore }, (workspace) =>
        addKey(workspace.store, by.tenantId, request.body, { by, actor: actorOf(by) }),
      );
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

function shownBefore({ keyId, prefix }: MintedKey): AppFailure {
  return new AppFailure(
    "conflict",
    `Cannot show the key ${prefix} again: the first request with this Idempotency-Key has made it, and its text is shown once and kept nowhere; where that answer was lost, revoke the key ${keyId} and make another under a new Idempotency-Key`,
  );
}
