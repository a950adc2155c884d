import { z } from "zod";
import { suggestNames } from "../app/requests/suggest-names.ts";
import type { Problem } from "../contracts/api/problem.ts";

/** A field that cannot be used, as zod tells of it. */
export interface FoundIssue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
  /** What the kind of the issue says besides, such as the names of unknown keys. */
  readonly params: object;
}

const MOST_ISSUES = 20;

/**
 * Issues of a part of a request as its sender reads them: the path, what is wrong, what the field holds instead.
 * @param part what the path begins with, such as `body`
 * @param schema of the part; where it is not known, there is less to say
 */
export function fieldIssues(
  part: string,
  found: readonly FoundIssue[],
  schema: unknown,
): NonNullable<Problem["issues"]> {
  return found.slice(0, MOST_ISSUES).map(({ path, message, params }) => {
    const field = fieldAt(schema, path);
    const unknown = unknownKeys(params);
    const known = field instanceof z.ZodObject ? Object.keys(field.shape) : undefined;
    const said =
      unknown.length > 0 && known !== undefined
        ? `${message}; ${suggestNames(unknown, known)}`
        : withMeaning(plainMessage(message, params), meaningAt(schema, path));
    return { path: [part, ...path].join("/"), message: said };
  });
}

/** What zod says of a form that no person reads. */
function plainMessage(message: string, params: object): string {
  const { format } = params as { format?: unknown };
  if (message === "Invalid UUID") return "It is no id; give one as it was answered, such as 6f1c2f1e-…";
  if (message === "Invalid ISO date") return "It is no day; give one such as 2025-10-31";
  // A pattern says nothing to people; one with a message of its own keeps it.
  if (format === "regex" && message.startsWith("Invalid string"))
    return "It does not have the form that it should";
  return message;
}

/** A message that a contract has of its own says what to do already. */
function withMeaning(message: string, meaning: string | undefined): string {
  const isGeneral = /^(Invalid|Too (small|big)|It (is|does))/.test(message);
  return meaning === undefined || !isGeneral ? message : `${message} (${meaning})`;
}

/** The schema of a field; undefined where the way to it is no plain one, as in unions. */
function fieldAt(schema: unknown, path: readonly PropertyKey[]): unknown {
  let field = unwrapped(schema);
  for (const step of path) {
    if (field instanceof z.ZodObject) field = unwrapped(field.shape[String(step)]);
    else if (field instanceof z.ZodArray) field = unwrapped(field.element);
    else return undefined;
  }
  return field;
}

/** What the contract says of a field; it may be said of what wraps it. */
function meaningAt(schema: unknown, path: readonly PropertyKey[]): string | undefined {
  const name = path.at(-1);
  const parent = name === undefined ? undefined : fieldAt(schema, path.slice(0, -1));
  let field: unknown = parent instanceof z.ZodObject ? parent.shape[String(name)] : undefined;
  while (field instanceof z.ZodType) {
    if (field.description !== undefined) return field.description;
    const inner = innerOf(field);
    if (inner === field) return undefined;
    field = inner;
  }
  return undefined;
}

function unwrapped(schema: unknown): unknown {
  let field = schema;
  for (let inner = innerOf(field); inner !== field; inner = innerOf(field)) field = inner;
  return field;
}

/** What an optional, nullable or defaulted field holds; the field itself where it is none. */
function innerOf(field: unknown): unknown {
  return field instanceof z.ZodOptional || field instanceof z.ZodNullable || field instanceof z.ZodDefault
    ? field.unwrap()
    : field;
}

function unknownKeys(params: object): readonly string[] {
  const keys: unknown = "keys" in params ? params.keys : [];
  return Array.isArray(keys) ? keys.filter((key) => typeof key === "string") : [];
}
