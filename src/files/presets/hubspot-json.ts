import type { DerivedRow } from "../derived-rows.ts";

export interface PropertyVersion {
  readonly value: string;
  readonly timestamp: string;
}
/** Versions of properties by name, in the order of the file: the newest first. */
export type PropertyHistories = ReadonlyMap<string, readonly PropertyVersion[]>;

type Json = Readonly<Record<string, unknown>>;
const NO_HISTORIES: PropertyHistories = new Map();

/**
 * The records of pages of the API: an object with `results`, a list of such objects, or a list of records. Records are
 * deals, with `properties`, or pipelines, with `stages`.
 * @returns undefined when the content is none of these
 */
export function recordsOfPages(content: unknown):
  | {
      readonly header: readonly string[];
      readonly rows: readonly DerivedRow[];
      readonly histories: readonly PropertyHistories[];
      readonly hasNextPage: boolean;
    }
  | undefined {
  const pages = (Array.isArray(content) ? content : [content]) as readonly unknown[];
  const records: unknown[] = [];
  let isPaged = false;
  let hasNextPage = false;
  for (const page of pages) {
    if (!isObject(page)) return undefined;
    const { results } = page;
    if (Array.isArray(results)) {
      isPaged = true;
      for (const record of results) records.push(record);
      hasNextPage = isObject(page["paging"]) && isObject(page["paging"]["next"]);
    } else records.push(page);
  }
  const objects = records.filter(isObject);
  if (objects.some((record) => Array.isArray(record["stages"]))) {
    return { ...pipelineRows(objects), hasNextPage: false };
  }
  const isKnown = objects.some((record) => isObject(record["properties"]));
  if (!isKnown && !(isPaged && records.length === 0)) return undefined;
  return { ...dealRows(records), hasNextPage };
}

const PIPELINE_HEADER = ["pipeline_id", "pipeline", "stage_id", "stage_label", "is_closed", "probability"];

function pipelineRows(pipelines: readonly Json[]) {
  const rows: DerivedRow[] = [];
  for (const [i, pipeline] of pipelines.entries()) {
    const stages = Array.isArray(pipeline["stages"])
      ? (pipeline["stages"] as unknown[]).filter(isObject)
      : [];
    stages.sort((a, b) => Number(a["displayOrder"] ?? 0) - Number(b["displayOrder"] ?? 0));
    for (const stage of stages) {
      const metadata = isObject(stage["metadata"]) ? stage["metadata"] : {};
      const cells = [pipeline["id"], pipeline["label"], stage["id"], stage["label"]];
      rows.push({
        line: i + 1,
        cells: [...cells, metadata["isClosed"], metadata["probability"]].map(textOf),
      });
    }
  }
  return { header: PIPELINE_HEADER, rows, histories: rows.map(() => NO_HISTORIES) };
}

/** A row for each deal; a record that is none becomes a row without an id, which is then listed. */
function dealRows(records: readonly unknown[]) {
  const names = new Set(["hs_object_id"]);
  const deals = records.map((record) => {
    const deal = isObject(record) ? record : {};
    const properties = isObject(deal["properties"]) ? deal["properties"] : {};
    for (const name of Object.keys(properties)) names.add(name);
    return { deal, properties, histories: historiesOf(deal["propertiesWithHistory"]) };
  });
  for (const { histories } of deals) for (const name of histories.keys()) names.add(name);
  const own = ["archived", "archivedAt", "createdAt", "updatedAt"].filter((name) => !names.has(name));
  const properties = [...names];
  const rows = deals.map(({ deal, properties: values, histories }, i): DerivedRow => {
    const valueOf = (name: string): string => {
      if (name === "hs_object_id") return textOf(deal["id"] ?? ownValue(values, name));
      return textOf(ownValue(values, name)) || (histories.get(name)?.[0]?.value ?? "");
    };
    return { line: i + 1, cells: [...properties.map(valueOf), ...own.map((name) => textOf(deal[name]))] };
  });
  return { header: [...properties, ...own], rows, histories: deals.map(({ histories }) => histories) };
}

function historiesOf(content: unknown): PropertyHistories {
  if (!isObject(content)) return NO_HISTORIES;
  const histories = new Map<string, readonly PropertyVersion[]>();
  for (const [name, versions] of Object.entries(content)) {
    if (!Array.isArray(versions)) continue;
    const objects = (versions as unknown[]).filter(isObject);
    histories.set(
      name,
      objects.map(({ value, timestamp }) => ({ value: textOf(value), timestamp: textOf(timestamp) })),
    );
  }
  return histories;
}

function ownValue(values: Json, name: string): unknown {
  return Object.hasOwn(values, name) ? values[name] : undefined;
}

/** Values of the API are texts or null. */
function textOf(value: unknown): string {
  return typeof value === "string"
    ? value
    : typeof value === "number" || typeof value === "boolean"
      ? String(value)
      : "";
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
