import type { z } from "zod";
import { closestName } from "./closest-name.ts";
import { schemaAtPath } from "./schema-at-path.ts";
import type { Place, YamlText } from "./yaml-text.ts";

/** One thing that is wrong with a definition. */
export interface DefinitionIssue extends Place {
  /** `levers[0].size`, or empty for the definition as a whole. */
  readonly path: string;
  /** What is wrong, and after a semicolon what to do. */
  readonly problem: string;
  readonly isUnknownKey: boolean;
}

/** How many names a message lists before it stops. */
const MOST_NAMES = 30;

/** What a contract said no to, each with its place in the text, in the order of the text. */
export function definitionIssues(
  error: z.core.$ZodError,
  schema: z.ZodType,
  yaml: YamlText,
): readonly DefinitionIssue[] {
  const issues = error.issues.flatMap(leavesOf).flatMap((issue) => described(issue, schema, yaml));
  // A mistyped key stands before the key that is missing because of it.
  return issues.sort(
    (a, b) => a.line - b.line || a.column - b.column || Number(b.isUnknownKey) - Number(a.isUnknownKey),
  );
}

/** Issues of the form that was most likely meant, where none of several fits. */
function leavesOf(issue: z.core.$ZodIssue): readonly z.core.$ZodIssue[] {
  if (issue.code !== "invalid_union" || !issue.message.startsWith("Invalid input")) return [issue];
  const tried = issue.errors.filter(
    (some) => !some.some(({ code, path }) => path.length === 0 && isOfType(code)),
  );
  // A form whose settings the text does not use was not meant, even where more is wrong with the others.
  const fewest = tried.toSorted((a, b) => unknownKeys(a) - unknownKeys(b) || a.length - b.length)[0];
  if (fewest === undefined) return [issue];
  return fewest.flatMap((inner) => leavesOf({ ...inner, path: [...issue.path, ...inner.path] }));
}

function unknownKeys(issues: readonly z.core.$ZodIssue[]): number {
  return issues.reduce((sum, issue) => sum + (issue.code === "unrecognized_keys" ? issue.keys.length : 0), 0);
}

function isOfType(code: z.core.$ZodIssue["code"]): boolean {
  return code === "invalid_type" || code === "invalid_value" || code === "invalid_format";
}

function described(issue: z.core.$ZodIssue, schema: z.ZodType, yaml: YamlText): readonly DefinitionIssue[] {
  const { path } = issue;
  const expected = schemaAtPath(schema, path, yaml.content);
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => {
      const problem = `is not a setting; ${adviceOn(key, expected.keys)}`;
      const keyPath = [...path, key];
      return { ...yaml.placeOf(keyPath, "ofKey"), path: pathText(keyPath), problem, isUnknownKey: true };
    });
  }
  const value = valueAt(yaml.content, path);
  const hint = expected.description === undefined ? "" : `; it is: ${expected.description}`;
  const isOwnMessage = issue.code === "custom" || !/^(Invalid|Too |Unrecognized)/.test(issue.message);
  const isMissing = value === undefined && path.length > 0;
  let problem = `${issue.message}${hint}`;
  if (isOwnMessage)
    problem =
      isMissing && !issue.message.startsWith("is missing") ? `is missing; ${issue.message}` : issue.message;
  else if (expected.choices.length > 0 && issue.code !== "too_small" && issue.code !== "too_big") {
    const choices = listed(expected.choices);
    problem = isMissing
      ? `is missing; choose one of ${choices}`
      : `${shown(value)} is not possible; ${adviceOn(shown(value), expected.choices)}`;
  } else if (isMissing) problem = `is missing${hint}`;
  return [{ ...yaml.placeOf(path), path: pathText(path), problem, isUnknownKey: false }];
}

function adviceOn(name: string, known: readonly string[]): string {
  const closest = closestName(name, known);
  return closest === undefined ? `known are ${listed(known)}` : `did you mean "${closest}"?`;
}

function listed(names: readonly string[]): string {
  const rest = names.length - MOST_NAMES;
  return `${names.slice(0, MOST_NAMES).join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`;
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 60)}...` : text;
}

/** `levers[0].scope.stages`. */
function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((step, depth) => (typeof step === "number" ? `[${step}]` : `${depth > 0 ? "." : ""}${String(step)}`))
    .join("");
}

function valueAt(content: unknown, path: readonly PropertyKey[]): unknown {
  let value = content;
  for (const step of path) {
    value =
      typeof value === "object" && value !== null && Object.hasOwn(value, step)
        ? Reflect.get(value, step)
        : undefined;
  }
  return value;
}
