import { AppFailure } from "../../contracts/failure.ts";

/** Forms of the parts of cursors: a moment to the millisecond, and the id of a row. */
export const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
export const ROW_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A place in a list: the key of its last row, so that rows which come or go meanwhile neither repeat nor hide others. */
export function writeCursor(list: string, parts: readonly string[]): string {
  return Buffer.from(JSON.stringify([list, ...parts])).toString("base64url");
}

/**
 * Parts of a cursor of a list.
 * @param forms what each part looks like; they go into queries
 * @throws {AppFailure} usage when the text is no cursor of this list
 */
export function readCursor(text: string, list: string, forms: readonly RegExp[]): readonly string[] {
  try {
    const read: unknown = JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
    if (Array.isArray(read) && read.length === forms.length + 1 && read[0] === list) {
      const parts: readonly unknown[] = read.slice(1);
      if (parts.every((part, index) => typeof part === "string" && forms[index]!.test(part))) {
        return parts as readonly string[];
      }
    }
  } catch {
    // Said below.
  }
  throw new AppFailure("usage", "Cannot go on from this cursor: give nextCursor of a page of this list");
}
