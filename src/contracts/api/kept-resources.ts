import { z } from "zod";
import { DocumentText, DocumentVersion, KeptVersion, type DocumentKind } from "../document.ts";
import { Override, Quota, type NewOverride, type NewQuota } from "../override.ts";
import { Schedule, Slot, type NewSchedule } from "../schedule.ts";
import type { OnceOptions } from "./once.ts";

/** Asks the service, and reads the answer by its contract. */
type Ask = <Schema extends z.ZodType>(
  schema: Schema,
  method: string,
  path: string,
  options?: OnceOptions & {
    readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
    readonly json?: unknown;
  },
) => Promise<z.infer<Schema>>;

const rowsOf = <Row extends z.ZodType>(row: Row) => z.strictObject({ rows: z.array(row) });
const Ended = z.strictObject({ id: z.uuid() });

/** The part of the client for what people keep in a workspace: documents, schedules, their numbers and targets. */
export function keptResources(ask: Ask) {
  const documentPath = (kind: DocumentKind, name: string): string =>
    `/documents/${kind}/${encodeURIComponent(name)}`;
  const changeSchedule = (method: string, scheduleId: string, suffix = ""): Promise<Schedule> =>
    ask(Schedule, method, `/schedules/${scheduleId}${suffix}`);
  return {
    documents: () => ask(rowsOf(DocumentVersion), "GET", "/documents"),
    /** @param version an earlier one; the newest by default */
    document: (kind: DocumentKind, name: string, version?: number) =>
      ask(DocumentText, "GET", documentPath(kind, name), { query: { version } }),
    /** Keeps a document as its next version; the same text again makes none. */
    keepDocument: (kind: DocumentKind, name: string, text: string, options: OnceOptions = {}) =>
      ask(KeptVersion, "PUT", documentPath(kind, name), { ...options, json: { text } }),
    removeDocument: (kind: DocumentKind, name: string) =>
      ask(DocumentVersion, "DELETE", documentPath(kind, name)),

    schedules: () => ask(rowsOf(Schedule), "GET", "/schedules"),
    addSchedule: (asked: z.input<typeof NewSchedule>, options: OnceOptions = {}) =>
      ask(Schedule, "POST", "/schedules", { ...options, json: asked }),
    /** What was decided of its latest slots. @param limit 1 to 1,000; 50 by default */
    slots: (scheduleId: string, limit?: number) =>
      ask(rowsOf(Slot), "GET", `/schedules/${scheduleId}/slots`, { query: { limit } }),
    pauseSchedule: (scheduleId: string) => changeSchedule("POST", scheduleId, "/pause"),
    resumeSchedule: (scheduleId: string) => changeSchedule("POST", scheduleId, "/resume"),
    removeSchedule: (scheduleId: string) => changeSchedule("DELETE", scheduleId),

    /** @param all those that have ended too */
    overrides: (all?: boolean) => ask(rowsOf(Override), "GET", "/overrides", { query: { all } }),
    addOverride: (asked: z.input<typeof NewOverride>, options: OnceOptions = {}) =>
      ask(Override, "POST", "/overrides", { ...options, json: asked }),
    endOverride: (overrideId: string) => ask(Ended, "DELETE", `/overrides/${overrideId}`),
    /** @param all those that have ended too */
    targets: (all?: boolean) => ask(rowsOf(Quota), "GET", "/targets", { query: { all } }),
    addTarget: (asked: z.input<typeof NewQuota>, options: OnceOptions = {}) =>
      ask(Quota, "POST", "/targets", { ...options, json: asked }),
    endTarget: (targetId: string) => ask(Ended, "DELETE", `/targets/${targetId}`),
  };
}
