import { z } from "zod";

/** What may stand at one place of a document, by its contract. */
export interface Expected {
  /** Keys that a map there may have; none where no map may stand. */
  readonly keys: readonly string[];
  /** Texts and numbers that may stand there, where only a few may. */
  readonly choices: readonly string[];
  /** The contract's own sentence about it. */
  readonly description: string | undefined;
}

type JsonSchema = Readonly<Record<string, unknown>>;

/**
 * Looks up a place of a document in its contract, by way of the contract's JSON Schema. Where several forms are possible,
 * those count that have the same kind (or other constants) as the content.
 */
export function schemaAtPath(schema: z.ZodType, path: readonly PropertyKey[], content: unknown): Expected {
  const root = jsonSchemaOf(schema);
  let forms = formsOf(root, root);
  let described = forms;
  let value = content;
  for (const step of path) {
    const below = fitting(forms, root, value).flatMap((form) => stepInto(form, step));
    described = below.filter(isSchema);
    forms = described.flatMap((form) => formsOf(form, root));
    value = isRecord(value) || Array.isArray(value) ? Reflect.get(value, step) : undefined;
  }
  const descriptions = [...described, ...forms].map(({ description }) => description);
  const near = fitting(forms, root, value);
  return {
    keys: unique(near.flatMap(keysOf)),
    choices: unique(forms.flatMap(choicesOf)),
    description: descriptions.find((text) => typeof text === "string"),
  };
}

/** Made once for each contract: a long one takes a hundredth of a second. */
const known = new WeakMap<z.ZodType, unknown>();

function jsonSchemaOf(schema: z.ZodType): unknown {
  const made: unknown = known.get(schema) ?? z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
  known.set(schema, made);
  return made;
}

/** The forms that a schema leaves open, references resolved. */
function formsOf(schema: unknown, root: unknown): readonly JsonSchema[] {
  if (!isSchema(schema)) return [];
  const reference = schema["$ref"];
  if (typeof reference === "string") return formsOf(referredTo(reference, root), root);
  const parts = [schema["anyOf"], schema["oneOf"], schema["allOf"]].filter((part) => Array.isArray(part));
  return parts.length === 0 ? [schema] : parts.flat().flatMap((part) => formsOf(part, root));
}

function referredTo(reference: string, root: unknown): unknown {
  let found = root;
  for (const step of reference.split("/").slice(1)) found = isRecord(found) ? found[step] : undefined;
  return found;
}

/** Forms of a map whose constants are those of the value; all forms when that leaves none. */
function fitting(forms: readonly JsonSchema[], root: unknown, value: unknown): readonly JsonSchema[] {
  if (!isRecord(value)) return forms;
  const fits = forms.filter((form) => {
    const properties = form["properties"];
    if (!isRecord(properties)) return false;
    return Object.entries(properties).every(([key, property]) => {
      const choices = formsOf(property, root).map(choicesOf);
      const isOpen =
        !Object.hasOwn(value, key) || choices.length === 0 || choices.some((some) => some.length === 0);
      return isOpen || choices.flat().includes(String(value[key]));
    });
  });
  return fits.length === 0 ? forms : fits;
}

function stepInto(form: JsonSchema, step: PropertyKey): readonly unknown[] {
  const properties = form["properties"];
  if (isRecord(properties) && Object.hasOwn(properties, step)) return [properties[String(step)]];
  return [form["items"], form["additionalProperties"]];
}

/** Keys of a map with fixed ones, or of a table whose keys are of a list. */
function keysOf(form: JsonSchema): readonly string[] {
  const { properties, propertyNames } = form;
  if (isRecord(properties)) return Object.keys(properties);
  return isRecord(propertyNames) ? choicesOf(propertyNames) : [];
}

function choicesOf(form: JsonSchema): readonly string[] {
  const choices: readonly unknown[] = Array.isArray(form["enum"]) ? form["enum"] : [form["const"]];
  return choices.filter((choice) => choice !== undefined && choice !== null).map(String);
}

function isSchema(value: unknown): value is JsonSchema {
  return isRecord(value);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function unique(names: readonly string[]): readonly string[] {
  return [...new Set(names)];
}
