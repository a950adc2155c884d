import { exportArchive } from "../../app/export/export-archive.ts";
import { onlyPlace } from "../../app/requests/one-at-a-time.ts";
import { workspaceOf, type Api } from "../api.ts";
import type { Service } from "../service.ts";

/** Everything of the tenant, costs included: for who may take all of it along. */
export function exportRoutes(api: Api, service: Service): void {
  const take = onlyPlace("Cannot export now: another export is under way; try again when it has ended");
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
      const giveBack = take();
      const archive = await exportArchive(workspaceOf(service, request), service.scratchFolder, {
        version: service.version,
        signal: request.signal,
      }).catch((error: unknown) => {
        giveBack();
        throw error;
      });
      archive.stream.once("close", () => {
        giveBack();
        archive
          .remove()
          .catch((error: unknown) => request.log.warn({ err: error }, "an export was not removed"));
      });
      // Nobody would read it: whoever waited has been told that it took too long, or has gone.
      if (request.signal.aborted || reply.sent) {
        archive.stream.destroy();
        return reply;
      }
      void reply.header("content-disposition", `attachment; filename="${archive.fileName}"`);
      return reply.header("cache-control", "private, no-store").type("application/gzip").send(archive.stream);
    },
  });
}
