import type { RunKind } from "../../contracts/run.ts";
import type { CellWork, ComputeKinds } from "../runs/cell-work.ts";
import { resultAsHtml, resultAsXlsx } from "./result-reports.ts";

/** What a report is made of. */
export interface ReportRequest {
  readonly kind: RunKind;
  /** The JSON of the result, as it is shown to who asks. */
  readonly json: Uint8Array;
}

export const REPORT_FORMATS = ["html", "xlsx"] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

/** What a process that makes reports is asked for. */
export const REPORT_KINDS = {
  html: async ({ request }: CellWork) => {
    const { kind, json } = request as ReportRequest;
    return { bytes: Buffer.from(await resultAsHtml(kind, json)) };
  },
  xlsx: ({ request }: CellWork) => {
    const { kind, json } = request as ReportRequest;
    return Promise.resolve({ bytes: resultAsXlsx(kind, json) });
  },
} satisfies Record<ReportFormat, ComputeKinds[string]>;
