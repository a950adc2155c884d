import { createHash, type Hash } from "node:crypto";

/** What a table holds, for comparison. */
export interface TableDigest {
  readonly name: string;
  readonly rowCount: number;
  /** Hexadecimal SHA-256 of the lines of its rows, in the order of the key. */
  readonly sha256: string;
}

/** The line of a row in a backup. */
export function rowLine(text: string): string {
  return `${JSON.stringify(text)}\n`;
}

/** Digest of the rows of a table while they pass. */
export class TableHash {
  rowCount = 0;
  readonly #hash: Hash = createHash("sha256");

  add(line: string): void {
    this.#hash.update(line);
    this.rowCount++;
  }

  digest(name: string): TableDigest {
    return { name, rowCount: this.rowCount, sha256: this.#hash.digest("hex") };
  }
}

/** One digest of all tables: equal schemas with equal rows have equal ones, wherever and whenever they were saved. */
export function contentDigest(migrations: readonly string[], tables: readonly TableDigest[]): string {
  const content = [migrations, tables.map(({ name, rowCount, sha256 }) => [name, rowCount, sha256])];
  return createHash("sha256").update(JSON.stringify(content)).digest("hex");
}
