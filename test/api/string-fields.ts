/** What of JSON Schema the description of the API uses. */
export interface Schema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly format?: string;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly minimum?: number;
  readonly minItems?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
}

interface Operation {
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly schema: Schema }[];
  readonly requestBody?: {
    readonly content?: Readonly<Record<string, { readonly schema?: Schema }>>;
  };
}

/** The description of the API as `/docs/json` gives it. */
export interface ApiDescription {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

/** A place of a request where a text may stand. */
export interface StringField {
  readonly method: string;
  readonly route: string;
  readonly name: string;
  /** The request with this text in the place, and what is right in all others. */
  readonly request: (text: string) => FieldRequest;
}

export interface FieldRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/**
 * Every place of every request of an API that takes a text, found in its description, so that a field which is added is among them by
 * itself. Names that an open object may have count as places too.
 * @param good bodies that are right, by route; others are made from their schema
 */
export function stringFieldsOf(
  { paths }: ApiDescription,
  good: Readonly<Record<string, object>>,
): readonly StringField[] {
  const fields: StringField[] = [];
  for (const [route, operations] of Object.entries(paths)) {
    for (const [verb, { parameters = [], requestBody }] of Object.entries(operations)) {
      const schema = requestBody?.content?.["application/json"]?.schema;
      const body = schema === undefined ? undefined : { ...(sampleOf(schema) as object), ...good[route] };
      const build = (place: string, name: string, text: string): FieldRequest => {
        const given = (where: string): [string, string][] =>
          parameters.flatMap((parameter): [string, string][] => {
            if (parameter.in !== where) return [];
            if (where === place && parameter.name === name) return [[name, text]];
            return where === "path" ? [[parameter.name, String(sampleOf(parameter.schema))]] : [];
          });
        const path = given("path").reduce(
          (url, [key, value]) => url.replace(`{${key}}`, () => encodeURIComponent(value.toWellFormed())),
          route,
        );
        const query = given("query").map(
          ([key, value]) => `${key}=${encodeURIComponent(value.toWellFormed())}`,
        );
        // Others cannot stand in a header: whoever sends the request refuses them.
        const headers = given("header").filter(([, value]) => /^[\x20-\x7e]*$/.test(value));
        const url = query.length === 0 ? path : `${path}?${query.join("&")}`;
        return { url, headers: Object.fromEntries(headers), body };
      };
      const shared = { method: verb.toUpperCase(), route };
      for (const { in: place, name } of parameters) {
        fields.push({ ...shared, name: `${place} ${name}`, request: (text) => build(place, name, text) });
      }
      if (schema === undefined) continue;
      for (const path of textPlacesOf(schema)) {
        const request = (text: string): FieldRequest => ({
          ...build("", "", ""),
          body: withText(schema, body, path, text),
        });
        fields.push({ ...shared, name: `body ${path.join(".")}`, request });
      }
    }
  }
  return fields;
}

/** A number stands for an element of a list. */
type Place = readonly (string | number)[];

function textPlacesOf(schema: Schema, depth = 0): Place[] {
  if (depth > 12) return [];
  const below = (key: string | number, inner: Schema): Place[] =>
    textPlacesOf(inner, depth + 1).map((place) => [key, ...place]);
  const places: Place[] = [];
  if (schema.type === "string" || schema.enum !== undefined || schema.const !== undefined) places.push([]);
  for (const inner of branchesOf(schema)) places.push(...textPlacesOf(inner, depth + 1));
  for (const [key, inner] of Object.entries(schema.properties ?? {})) places.push(...below(key, inner));
  if (schema.items !== undefined) places.push(...below(0, schema.items));
  const { additionalProperties: open } = schema;
  if (open === true || (typeof open === "object" && Object.keys(open).length === 0)) places.push(["segment"]);
  else if (typeof open === "object") places.push(...below("name", open));
  const seen = new Set<string>();
  return places.filter((place) => {
    const key = JSON.stringify(place);
    return !seen.has(key) && seen.add(key) !== undefined;
  });
}

function branchesOf({ anyOf = [], oneOf = [], allOf = [] }: Schema): readonly Schema[] {
  return [...anyOf, ...oneOf, ...allOf];
}

/** The value with a text at a place; what leads there is made where it is not. */
function withText(schema: Schema, value: unknown, [key, ...rest]: Place, text: string): unknown {
  if (key === undefined) return text;
  const inner = schemaAt(schema, key) ?? {};
  if (typeof key === "number") return [withText(inner, sampleOf(inner), rest, text)];
  const fits = typeof value === "object" && value !== null && !Array.isArray(value);
  const object = (fits ? value : sampleOf(branchWith(schema, key))) as Record<string, unknown>;
  return { ...object, [key]: withText(inner, object[key] ?? sampleOf(inner), rest, text) };
}

function schemaAt(schema: Schema, key: string | number): Schema | undefined {
  const own = typeof key === "number" ? schema.items : schema.properties?.[key];
  if (own !== undefined) return own;
  for (const branch of branchesOf(schema)) {
    const found = schemaAt(branch, key);
    if (found !== undefined) return found;
  }
  return typeof schema.additionalProperties === "object" ? schema.additionalProperties : undefined;
}

/** The branch of a schema that knows a field. */
function branchWith(schema: Schema, key: string): Schema {
  if (schema.properties?.[key] !== undefined) return schema;
  for (const branch of branchesOf(schema)) {
    if (schemaAt(branch, key) !== undefined) return branchWith(branch, key);
  }
  return { type: "object" };
}

/** Texts of the kinds that fields ask for; the first that a field's pattern allows is its sample. */
const TEXTS = [
  "x",
  "2025-Q4",
  "2025-09-30",
  "30d",
  "month",
  "1000",
  "EUR",
  "UTC",
  "0 6 * * 1",
  "weekly",
  "a".repeat(64),
];
const BY_FORMAT: Readonly<Record<string, string>> = {
  uuid: "01890a5d-ac96-774b-bcce-b302099a8057",
  date: "2025-09-30",
  "date-time": "2025-09-30T10:00:00Z",
  uri: "https://example.com/hook",
};

/** A value that a schema allows, with its required fields alone. */
export function sampleOf(schema: Schema): unknown {
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return schema.enum[0];
  const [branch] = branchesOf(schema);
  if (branch !== undefined) return sampleOf(branch);
  switch (String(schema.type)) {
    case "string": {
      if (schema.format !== undefined) return BY_FORMAT[schema.format] ?? "x";
      const pattern = schema.pattern === undefined ? undefined : new RegExp(schema.pattern, "u");
      return TEXTS.find((text) => pattern?.test(text) !== false) ?? "x";
    }
    case "integer":
    case "number":
      return Math.max(1, schema.minimum ?? 1);
    case "boolean":
      return false;
    case "array":
      return Array.from({ length: schema.minItems ?? 0 }, () => sampleOf(schema.items ?? {}));
    case "null":
      return null;
    default: {
      const { properties = {}, required = [] } = schema;
      return Object.fromEntries(required.map((name) => [name, sampleOf(properties[name] ?? {})]));
    }
  }
}
