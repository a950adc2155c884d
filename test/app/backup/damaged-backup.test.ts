import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";
import {
  contentDigest,
  rowLine,
  TableHash,
  type TableDigest,
} from "../../../src/app/backup/content-digest.ts";
import { readBackup } from "../../../src/app/backup/read-backup.ts";
import { sealOf } from "../../../src/app/backup/sealed-file.ts";
import { verifyBackup } from "../../../src/app/backup/verify-backup.ts";
import { HARD_TEXTS } from "./hard-texts.ts";

const folder = mkdtempSync(join(tmpdir(), "revcast-damage-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const path = join(folder, "backup");

/** Bytes of a backup with these lines, sealed as `writeBackup` does. */
function sealed(lines: readonly string[]): Buffer {
  const body = gzipSync(lines.join(""));
  return Buffer.concat([body, sealOf(createHash("sha256").update(body).digest("hex"))]);
}

const MIGRATIONS = ["0001-first"];
const ROWS = [...HARD_TEXTS, ...Array.from({ length: 40 }, (_, index) => `(default,${index * index})`)];
function backupLines(rows = ROWS): string[] {
  const table = (name: string, texts: readonly string[]): { lines: string[]; digest: TableDigest } => {
    const hash = new TableHash();
    const written = texts.map(rowLine);
    for (const line of written) hash.add(line);
    const digest = hash.digest(name);
    const end = { end: name, rowCount: digest.rowCount, sha256: digest.sha256 };
    const head = { table: name, columns: [{ name: "a", type: "text" }], key: ["a"] };
    return { lines: [`${JSON.stringify(head)}\n`, ...written, `${JSON.stringify(end)}\n`], digest };
  };
  const [first, second] = [table("first", rows), table("second", ["x"])];
  const header = {
    format: "revcast.backup.1",
    version: "1",
    madeAt: "2026-01-01T00:00:00.000Z",
    migrations: MIGRATIONS,
  };
  const digests = [first.digest, second.digest];
  const content = {
    tableCount: 2,
    rowCount: rows.length + 1,
    contentSha256: contentDigest(MIGRATIONS, digests),
  };
  return [`${JSON.stringify(header)}\n`, ...first.lines, ...second.lines, `${JSON.stringify(content)}\n`];
}

async function refusalOf(bytes: Buffer): Promise<string> {
  writeFileSync(path, bytes);
  try {
    await verifyBackup(path);
    return "none";
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
}

describe("a backup", () => {
  const whole = sealed(backupLines());

  it("gives back every row, whatever is in it", async () => {
    writeFileSync(path, whole);
    const rows: string[] = [];
    await readBackup(path, { onRows: (texts) => Promise.resolve(void rows.push(...texts)) });
    expect(rows).toEqual([...ROWS, "x"]);
  });

  it("is a file that gunzip reads, with its digest in the last line", () => {
    const text = gunzipSync(whole).toString();
    const body = whole.subarray(0, whole.length - sealOf("").length - 64);
    expect(JSON.parse(text.trim().split("\n").at(-1)!)).toEqual({
      end: "revcast.backup.1",
      sha256: createHash("sha256").update(body).digest("hex"),
    });
  });

  it("is refused with any single bit flipped", async () => {
    const unseen: number[] = [];
    for (let byte = 0; byte < whole.length; byte++) {
      const flipped = Buffer.from(whole);
      flipped[byte]! ^= 1 << (byte % 8);
      if ((await refusalOf(flipped)) !== "bad_input") unseen.push(byte);
    }
    expect(unseen).toEqual([]);
  });

  it("is refused when it is cut anywhere, or goes on behind its end", async () => {
    const unseen: number[] = [];
    for (let length = 0; length < whole.length; length += 3) {
      if ((await refusalOf(whole.subarray(0, length))) !== "bad_input") unseen.push(length);
    }
    expect(unseen).toEqual([]);
    expect(await refusalOf(Buffer.concat([whole, Buffer.from([0])]))).toBe("bad_input");
    expect(await refusalOf(Buffer.concat([whole, whole]))).toBe("bad_input");
    expect(await refusalOf(readFileSync(import.meta.filename))).toBe("bad_input");
  });

  it("is refused when lines were moved, left out or doubled, even under a new seal", async () => {
    const lines = backupLines();
    const swapped = (a: number, b: number): string[] =>
      lines.map((line, index) => (index === a ? lines[b]! : index === b ? lines[a]! : line));
    for (let index = 0; index + 1 < lines.length; index++) {
      expect(await refusalOf(sealed(swapped(index, index + 1))), `swap at ${index}`).toBe("bad_input");
      expect(await refusalOf(sealed(lines.toSpliced(index, 1))), `without ${index}`).toBe("bad_input");
      expect(await refusalOf(sealed(lines.toSpliced(index, 0, lines[index]!))), `double ${index}`).toBe(
        "bad_input",
      );
    }
    const start = lines.findIndex((line) => line.startsWith('{"table":"second"'));
    const turned = [lines[0]!, ...lines.slice(start, -1), ...lines.slice(1, start), lines.at(-1)!];
    expect(await refusalOf(sealed(turned))).toBe("bad_input");
    expect(await refusalOf(sealed(lines))).toBe("none");
  });

  it("of another format names it", async () => {
    const newer = backupLines().map((line) => line.replace("revcast.backup.1", "revcast.backup.2"));
    expect(await refusalOf(sealed(newer))).toBe("not_supported");
  });

  it("that is not there is told", async () => {
    await expect(verifyBackup(join(folder, "none"))).rejects.toMatchObject({ code: "not_found" });
  });
});
