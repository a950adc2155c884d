import { exportArchive } from "../../app/export/export-archive.ts";
import { AppFailure } from "../../contracts/failure.ts";
import { workspaceOf, type Api } from "../api.ts";
import type { Service } from "../service.ts";

/** Everything of the tenant, costs included: for who may take all of it along. */
export function exportRoutes(api: Api, service: Service): void {
  let isUnderWay = false;
  api.route({
    method: "GET",
    url: "/export",
    config: { policy: { scope: "export", shows: "C4", rows: "company" } },
    handlerTimeout: service.limits.uploadMs,
    schema: {
      tags: ["operation"],
      summary:
        "Everything of the workspace as one .tar.gz of CSV, JSON lines and the files that were imported, with a manifest of digests",
      produces: ["application/gzip"],
    },
    handler: async (request, reply) => {
      if (isUnderWay) throw new AppFailure("unavailable", "Cannot export now: another export is under way");
      isUnderWay = true;
      const free = (): void => void (isUnderWay = false);
      try {
        const archive = await exportArchive(workspaceOf(service, request), service.scratchFolder, {
          version: service.version,
          signal: request.signal,
        });
        archive.stream.once("close", () => {
          free();
          archive
            .remove()
            .catch((error: unknown) => request.log.warn({ err: error }, "an export was not removed"));
        });
        void reply.header("content-disposition", `attachment; filename="${archive.fileName}"`);
        return await reply
          .header("cache-control", "private, no-store")
          .type("application/gzip")
          .send(archive.stream);
      } catch (error) {
        free();
        throw error;
      }
    },
  });
}
