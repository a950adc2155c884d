import { execFile } from "node:child_process";
import { accessSync, constants, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import readWorkbook from "read-excel-file/node";
import { zipArchive } from "../../../src/reports/workbook/zip-archive.ts";
import { readParts } from "./read-parts.ts";

const run = promisify(execFile);

/** LibreOffice's option to compute every formula of a workbook on loading it, whoever wrote it. */
const ALWAYS_COMPUTE = `<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>`;

/** Where LibreOffice is, or undefined where it is not on the path. */
export function findSoffice(): string | undefined {
  return (process.env["PATH"] ?? "")
    .split(delimiter)
    .map((folder) => join(folder, "soffice"))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

/** The same workbook without what its formulas gave: whatever is then read, the reading program computed. */
export function withoutValues(workbook: Uint8Array): Uint8Array {
  return edited(workbook, (xml) =>
    xml
      .replace(/(<c r="[A-Z]+\d+" s="\d+") t="str">(<f>)/g, "$1>$2")
      .replace(/(<f>[^<]*<\/f>)<v>[^<]*<\/v>/g, "$1"),
  );
}

/** The same workbook with something changed in the XML of its sheets. */
export function edited(workbook: Uint8Array, edit: (sheetXml: string) => string): Uint8Array {
  const parts = [...readParts(workbook)];
  return zipArchive(
    parts.map(([path, text]) => ({ path, text: path.startsWith("xl/worksheets/") ? edit(text) : text })),
  );
}

export type Recalculated = ReadonlyMap<string, readonly (readonly unknown[])[]>;

/** Rows of a workbook by sheet after LibreOffice has computed it and written it as a file of its own. */
export async function recalculate(soffice: string, workbook: Uint8Array): Promise<Recalculated> {
  const folder = mkdtempSync(join(tmpdir(), "revcast-workbook-"));
  try {
    const profile = join(folder, "profile");
    mkdirSync(join(profile, "user"), { recursive: true });
    writeFileSync(join(profile, "user", "registrymodifications.xcu"), ALWAYS_COMPUTE);
    const given = join(folder, "case.xlsx");
    writeFileSync(given, workbook);
    const out = join(folder, "out");
    await run(
      soffice,
      [
        `-env:UserInstallation=${pathToFileURL(profile).href}`,
        "--headless",
        "--convert-to",
        "xlsx:Calc MS Excel 2007 XML",
        "--outdir",
        out,
        given,
      ],
      { timeout: 240_000 },
    );
    const sheets = await readWorkbook(readFileSync(join(out, "case.xlsx")));
    return new Map(sheets.map(({ sheet, data }) => [sheet, data]));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
