import { z } from "zod";
import type { RoutePolicy } from "../../app/access/policy.ts";
import { keepDocument, LONGEST_DOCUMENT, removeDocument } from "../../app/documents/keep-document.ts";
import { listDocuments, readDocument } from "../../app/documents/read-documents.ts";
import { OnceHeaders } from "../../contracts/api/once.ts";
import {
  DOCUMENT_KINDS,
  DocumentKind,
  DocumentName,
  DocumentText,
  DocumentVersion,
  KeptVersion,
} from "../../contracts/document.ts";
import { callerOf, workspaceOf, type Api } from "../api.ts";
import type { Service } from "../service.ts";
import { keepOnce } from "../start-once.ts";

const KINDS = Object.keys(DOCUMENT_KINDS) as DocumentKind[];
/** Scenarios and cost tables hold salaries. */
const WITH_COSTS: readonly DocumentKind[] = ["scenario", "costs"];

const NameParams = z.strictObject({ name: DocumentName });
const VersionQuery = z.strictObject({
  version: z
    .string()
    .regex(/^[1-9]\d{0,6}$/)
    .optional()
    .describe("An earlier version; the newest by default"),
});

/** Documents: one set of routes for each kind, since kinds differ in what they show. */
export function documentRoutes(api: Api, service: Service): void {
  api.route({
    method: "GET",
    url: "/documents",
    config: { policy: { scope: "read", shows: "C2", rows: "company" } },
    schema: {
      tags: ["documents"],
      summary: "All documents, newest versions; scenarios and costs only to who may see costs",
      response: { 200: z.strictObject({ rows: z.array(DocumentVersion) }) },
    },
    handler: async (request) => {
      const workspace = workspaceOf(service, request);
      const { seesCosts } = await service.sights(workspace, callerOf(request));
      const kinds = KINDS.filter((kind) => seesCosts || !WITH_COSTS.includes(kind));
      return { rows: await listDocuments(workspace, { kinds }) };
    },
  });
  for (const kind of KINDS) kindRoutes(api, service, kind);
}

function kindRoutes(api: Api, service: Service, kind: DocumentKind): void {
  const shows = WITH_COSTS.includes(kind) ? "C4" : "C2";
  const read: RoutePolicy = { scope: "read", shows, rows: "company" };
  const define: RoutePolicy = { scope: "define", shows, rows: "company" };
  const url = `/documents/${kind}/:name`;
  api.route({
    method: "GET",
    url,
    config: { policy: read },
    schema: {
      tags: ["documents"],
      summary: `Read ${DOCUMENT_KINDS[kind]}`,
      params: NameParams,
      querystring: VersionQuery,
      response: { 200: DocumentText },
    },
    handler: (request) => {
      const { version } = request.query;
      const workspace = workspaceOf(service, request);
      return readDocument(
        workspace,
        kind,
        request.params.name,
        version === undefined ? undefined : Number(version),
      );
    },
  });
  api.route({
    method: "PUT",
    url,
    config: { policy: define },
    schema: {
      tags: ["documents"],
      summary: `Keep ${DOCUMENT_KINDS[kind]}, as its next version`,
      params: NameParams,
      body: z.strictObject({ text: z.string().max(LONGEST_DOCUMENT) }),
      headers: OnceHeaders,
      response: { 200: KeptVersion },
    },
    handler: async (request, reply) => {
      const { name } = request.params;
      await keepOnce(service, request, reply, { status: 200, schema: KeptVersion }, (workspace) =>
        keepDocument(workspace, { kind, name, text: request.body.text }),
      );
    },
  });
  api.route({
    method: "DELETE",
    url,
    config: { policy: define },
    schema: {
      tags: ["documents"],
      summary: "Take a document out of use; its versions stay",
      params: NameParams,
      response: { 200: DocumentVersion },
    },
    handler: (request) => removeDocument(workspaceOf(service, request), kind, request.params.name),
  });
}
