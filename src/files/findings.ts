import { AppFailure } from "../contracts/failure.ts";
import type { ImportWarning, Rejection } from "./import-result.ts";

const MOST_KEPT = 1_000;
const LONGEST_VALUE = 80;

/** Collects the rows that cannot be used and what else an import notices. */
export class Findings {
  readonly rejections: Rejection[] = [];
  rejectionCount = 0;
  private readonly mostKept: number;
  private last: Rejection | undefined;
  private readonly found = new Map<string, { code: string; message: string; count: number | undefined }>();

  /** @param mostKept rejected rows that are listed; all are counted */
  constructor(mostKept = MOST_KEPT) {
    this.mostKept = mostKept;
  }

  reject(rejection: Rejection): void {
    // Several rows may have been made of one line: its fault is one.
    const { file, line, column } = rejection;
    const last = this.last;
    if (last?.file === file && last.line === line && last.column === column) return;
    this.last = rejection;
    this.rejectionCount++;
    if (this.rejections.length >= this.mostKept) return;
    const { value } = rejection;
    const shown = value.length > LONGEST_VALUE ? `${value.slice(0, LONGEST_VALUE)}...` : value;
    this.rejections.push({ ...rejection, value: shown });
  }

  /** A finding about a file or the whole import. */
  warn(code: string, message: string, count?: number): void {
    this.found.set(`${code} ${message}`, { code, message, count });
  }

  /** A finding about one row; equal ones are counted. */
  note(code: string, message: string): void {
    const known = this.found.get(`${code} ${message}`);
    if (known === undefined) this.found.set(`${code} ${message}`, { code, message, count: 1 });
    else known.count = (known.count ?? 0) + 1;
  }

  warnings(): readonly ImportWarning[] {
    return [...this.found.values()].map(({ code, message, count }) =>
      count === undefined ? { code, message } : { code, message, count },
    );
  }

  /** @throws {AppFailure} `bad_input` that shows the first rejected rows */
  refuse(action: string): never {
    const shown = this.rejections.slice(0, 3).map(rejectionText);
    const more = this.rejectionCount > shown.length ? `; and ${this.rejectionCount - shown.length} more` : "";
    throw new AppFailure("bad_input", `${action}: ${shown.join("; ")}${more}`);
  }
}

/** `deals.csv line 7, column "amount": not a number ("abc")`. */
export function rejectionText({ file, line, column, reason, value }: Rejection): string {
  const place = column === "" ? `${file} line ${line}` : `${file} line ${line}, column "${column}"`;
  return `${place}: ${reason}${value === "" ? "" : ` (${JSON.stringify(value)})`}`;
}
