import { hasZodFastifySchemaValidationErrors } from "fastify-type-provider-zod";
import { EMPTY_BODY } from "./strict-json.ts";
import { inFieldNames } from "../app/results/in-field-names.ts";
import { PROBLEM_TYPE, type Problem } from "../contracts/api/problem.ts";
import { fieldIssues } from "./field-issues.ts";
import { AppFailure, FAILURES, type FailureCode } from "../contracts/failure.ts";

export { PROBLEM_TYPE };

/** A failure as it is answered, and what the log is told when it is ours. */
export interface ProblemReply {
  readonly status: number;
  readonly problem: Problem;
  readonly retryAfterSeconds: number | undefined;
}

/** Codes of fastify's own failures that have a code of ours; others by their status. */
const OF_FASTIFY: Readonly<Record<string, readonly [FailureCode, string]>> = {
  FST_PARTS_LIMIT: ["too_large", "Cannot take the upload: it holds more parts than allowed"],
  FST_FIELDS_LIMIT: ["too_large", "Cannot take the upload: it holds more fields than allowed"],
  FST_ERR_CTP_EMPTY_JSON_BODY: ["usage", EMPTY_BODY],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: [
    "usage",
    "Cannot read the body: send JSON, with the header Content-Type: application/json",
  ],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: ["usage", "Cannot read the body: its length is not its Content-Length"],
  FST_INVALID_MULTIPART_CONTENT_TYPE: [
    "usage",
    "Cannot read the upload: send files as multipart/form-data, as curl -F file=@history.csv does",
  ],
  FST_ERR_HANDLER_TIMEOUT: ["unavailable", "Cannot answer in time: try again later, or without waiting"],
  ERR_STREAM_PREMATURE_CLOSE: ["usage", "Cannot read the upload: it ended before its end"],
};

const BY_STATUS: Readonly<Record<number, FailureCode>> = {
  404: "not_found",
  406: "usage",
  413: "too_large",
  415: "usage",
  429: "too_many",
  503: "unavailable",
};

/** PostgreSQL and the network, where trying again may help: cannot connect, is starting or stopping, ran out of time or connections. */
const UNAVAILABLE = /^(08|53|57P|57014|40001|40P01|55P03|ECONN|ENOENT$|ETIMEDOUT|EPIPE|EAI_AGAIN)/;

/** What is known of the route that was asked. */
export interface AskedRoute {
  /** Most bytes of a body. */
  readonly bodyLimit?: number | undefined;
  /** Schemas of the parts of a request. */
  readonly schema?: object | undefined;
}

/** How a failure is answered. What is ours is answered without a word of its cause. */
export function problemOf(error: unknown, requestId: string, route: AskedRoute = {}): ProblemReply {
  const { code, detail, issues } = readFailure(error, route);
  const { httpStatus: status, meaning } = FAILURES[code];
  const problem: Problem = {
    type: `urn:revcast:failure:${code}`,
    title: meaning,
    status,
    code,
    detail,
    instance: requestId,
    ...(issues === undefined ? {} : { issues }),
  };
  return { status, problem, retryAfterSeconds: status === 429 ? 10 : status === 503 ? 2 : undefined };
}

interface Failure {
  readonly code: FailureCode;
  readonly detail: string;
  readonly issues?: NonNullable<Problem["issues"]>;
}

function readFailure(error: unknown, { bodyLimit, schema }: AskedRoute): Failure {
  if (error instanceof AppFailure) {
    const isOurs = error.code === "internal" || error.code === "cannot_write";
    return { code: error.code, detail: isOurs ? OURS : inFieldNames(error.message) };
  }
  if (hasZodFastifySchemaValidationErrors(error)) {
    const place = PLACES[error.validationContext ?? ""] ?? "request";
    const found = error.validation.map(({ instancePath, message, params }) => ({
      path: instancePath.split("/").filter((step) => step !== ""),
      message: message ?? "",
      params: typeof params === "object" && params !== null ? params : {},
    }));
    const issues = fieldIssues(place, found, partOf(schema, error.validationContext));
    const first = issues[0];
    const detail = `Cannot use the ${place}: ${first === undefined ? "" : `${first.path}: ${first.message}`}`;
    return { code: "usage", detail, issues };
  }
  const { code = "", statusCode } = error as { code?: unknown; statusCode?: number };
  if (typeof code === "string") {
    if (code === "FST_ERR_CTP_BODY_TOO_LARGE") {
      const limit = bodyLimit === undefined ? "this route allows" : inMegabytes(bodyLimit);
      return { code: "too_large", detail: `Cannot take the body: it is larger than ${limit}` };
    }
    const known = OF_FASTIFY[code];
    if (known !== undefined) return { code: known[0], detail: known[1] };
    if (/^22...$/.test(code)) {
      return {
        code: "usage",
        detail:
          "Cannot use a value of the request: it cannot be kept as it is, such as a day that no calendar has or a number that is too large",
      };
    }
    if (UNAVAILABLE.test(code) || isLostConnection(error)) {
      return {
        code: "unavailable",
        detail: "Cannot reach the data of the service at the moment: try again later",
      };
    }
  }
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    return {
      code: BY_STATUS[statusCode] ?? "usage",
      detail: "Cannot read the request: it is not as /docs describes this route",
    };
  }
  return { code: "internal", detail: OURS };
}

const OURS = "Cannot answer because of a mistake in revcast itself; the log has it under the id in instance";

const PLACES: Readonly<Record<string, string>> = {
  body: "body",
  querystring: "query",
  params: "path",
  headers: "headers",
};

/** The schema of a part of a request; undefined where that is not known. */
function partOf(schema: object | undefined, part: string | undefined): unknown {
  return schema === undefined || part === undefined ? undefined : (schema as Record<string, unknown>)[part];
}

/** A limit of bytes as people read it. */
export function inMegabytes(bytes: number): string {
  return `${Math.floor(bytes / (1 << 20))} MB`;
}

/** The driver says these without a code. */
function isLostConnection(error: unknown): boolean {
  return (
    error instanceof Error &&
    /^(Connection terminated|timeout exceeded when trying to connect|Query read timeout|Client was closed|Client has encountered a connection error)/.test(
      error.message,
    )
  );
}
