import type { FastifyReply, FastifyRequest } from "fastify";
import { Readable } from "node:stream";
import type { RoutePolicy } from "../../app/access/policy.ts";
import { checkUpload } from "../../app/requests/check-upload.ts";
import { importRows } from "../../app/requests/import-rows.ts";
import { importUpload } from "../../app/requests/import-upload.ts";
import { oneAtATime } from "../../app/requests/one-at-a-time.ts";
import { listImports } from "../../app/requests/list-imports.ts";
import { ImportFields, ImportFileParams, ImportPage, ImportQuery } from "../../contracts/api/import.ts";
import { PageQuery } from "../../contracts/api/page.ts";
import { StartHeaders } from "../../contracts/api/run.ts";
import { AppFailure } from "../../contracts/failure.ts";
import { ImportPreview } from "../../contracts/import-preview.ts";
import { WorkspaceImportReply } from "../../contracts/workspace-import.ts";
import { callerOf, workspaceOf, type Api } from "../api.ts";
import { fieldIssues } from "../field-issues.ts";
import { mostUploadBytes } from "../limits.ts";
import { receiveFiles, type Received } from "../receive-files.ts";
import { inTurns } from "../in-turns.ts";
import { perKey } from "../per-key.ts";
import type { Service } from "../service.ts";
import { startOnce } from "../start-once.ts";

/** Who sends files sees what became of their rows. */
const INGEST: RoutePolicy = { scope: "ingest", shows: "C2", rows: "tenant" };

export function importRoutes(api: Api, service: Service): void {
  let underWay = 0;
  const alone = oneAtATime(
    "Cannot list these rows now: the files of another import are being read for theirs",
  );
  api.route({
    method: "POST",
    url: "/imports",
    config: { policy: INGEST },
    bodyLimit: mostUploadBytes(service.limits),
    handlerTimeout: service.limits.uploadMs,
    schema: {
      tags: ["pipeline"],
      summary: "Import files into the workspace, or say what an import would do",
      description:
        "multipart/form-data with any number of files (CSV, XLSX, JSON, funnel.yaml) and, beside them, the fields that say how to read them. All files are imported or none.",
      consumes: ["multipart/form-data"],
      querystring: ImportQuery,
      headers: StartHeaders,
      response: { 200: ImportPreview.describe("Of a dry run"), 201: WorkspaceImportReply },
    },
    handler: async (request, reply) => {
      if (underWay >= service.limits.uploadsAtOnce) {
        throw new AppFailure(
          "unavailable",
          "Cannot take another upload now: as many as are allowed are under way",
        );
      }
      underWay++;
      try {
        const received = await receiveFiles(request, service.scratchFolder, service.limits);
        try {
          await answer(service, request, reply, received, request.query.dryRun === true);
        } finally {
          await received.remove();
        }
      } finally {
        underWay--;
      }
    },
  });
  api.route({
    method: "GET",
    url: "/imports",
    config: { policy: INGEST },
    schema: {
      tags: ["pipeline"],
      summary: "Imports into the workspace, the latest first; those that brought nothing new too",
      querystring: PageQuery,
      response: { 200: ImportPage },
    },
    handler: (request) => {
      const { limit, cursor } = request.query;
      return listImports(workspaceOf(service, request), { limit: Number(limit), cursor });
    },
  });
  const inTurn = inTurns();
  const takeDownload = perKey(service.limits.streamsPerKey, "another download of rows");
  api.route({
    method: "GET",
    url: "/imports/:importId/:file",
    config: { policy: { scope: "ingest", shows: "C3", rows: "sight" } },
    // Of an import with more rejected rows than are kept, the files are read again.
    handlerTimeout: service.limits.uploadMs,
    schema: {
      tags: ["pipeline"],
      summary:
        "What became of the rows of an import: accepted, rejected with the reason, and duplicates, which say nothing new",
      params: ImportFileParams,
    },
    handler: async (request, reply) => {
      const workspace = workspaceOf(service, request);
      const sight = await service.sights(workspace, callerOf(request));
      const { importId, file } = request.params;
      const { open } = service.pipelines;
      reply.raw.once("close", takeDownload(callerOf(request).keyId));
      const rows = await importRows(workspace, sight, importId, file, {
        alone,
        open,
        signal: request.signal,
      });
      void reply.header("content-disposition", `attachment; filename="${file}"`);
      void reply.header("cache-control", "private, no-store").type("text/csv; charset=utf-8");
      return reply.send(Readable.from(inTurn(rows), { objectMode: false, highWaterMark: PIECE_BYTES }));
    },
  });
}

/** Of each download so much is made ahead: a little more than a piece. */
const PIECE_BYTES = 16 << 10;

async function answer(
  service: Service,
  request: FastifyRequest,
  reply: FastifyReply,
  { folder, files, fields }: Received,
  isDry: boolean,
): Promise<void> {
  const { replace, ...reading } = fieldsOf(fields);
  const options = Object.fromEntries(Object.entries(reading).filter(([, value]) => value !== undefined));
  const paths = [folder];
  await checkUpload(files);
  if (isDry) {
    await reply.code(200).send(ImportPreview.parse(await service.files.preview(paths, options)));
    return;
  }
  const asked = { reading, replace, files: files.map(({ name, sha256 }) => ({ name, sha256 })) };
  await startOnce(service, request, reply, asked, async (commit) => {
    const replyOf = (document: unknown) => ({ status: 201, document: WorkspaceImportReply.parse(document) });
    const made = await importUpload(workspaceOf(service, request), paths, {
      ...options,
      replace: replace === true,
      commit: (tx, document) => commit(tx, replyOf(document)),
    });
    return replyOf(made);
  });
}

function fieldsOf(fields: Received["fields"]): ImportFields {
  const read = ImportFields.safeParse(fields);
  if (read.success) return read.data;
  const found = read.error.issues.map(({ path, message, ...params }) => ({ path, message, params }));
  const said = fieldIssues("form", found, ImportFields).map(({ path, message }) => `${path}: ${message}`);
  throw new AppFailure("usage", `Cannot use a field of the form: ${said.join("; ")}`);
}
