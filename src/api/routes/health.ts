import { Live, Ready } from "../../contracts/api/health.ts";
import { checkReady } from "../../app/access/check-ready.ts";
import type { Api } from "../api.ts";
import type { Service } from "../service.ts";

export function healthRoutes(api: Api, { store, version }: Service): void {
  api.route({
    method: "GET",
    url: "/health/live",
    config: { policy: "public" },
    schema: { tags: ["operation"], security: [], response: { 200: Live } },
    handler: () => ({ status: "live" as const }),
  });
  api.route({
    method: "GET",
    url: "/health/ready",
    config: { policy: "public" },
    schema: { tags: ["operation"], security: [], response: { 200: Ready } },
    handler: async () => {
      await checkReady(store);
      return { status: "ready" as const, version, database: store.kind };
    },
  });
}
