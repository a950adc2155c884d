import { readParts } from "./read-parts.ts";

/** A cell of a written workbook as its XML has it. */
export interface WrittenCell {
  readonly formula: string | undefined;
  readonly type: string | undefined;
  readonly value: string;
}

/** Cells by sheet and address, of a workbook that we wrote. */
export function readCells(workbook: Uint8Array): ReadonlyMap<string, ReadonlyMap<string, WrittenCell>> {
  const parts = readParts(workbook);
  const names = [...parts.get("xl/workbook.xml")!.matchAll(/<sheet name="([^"]*)"/g)].map(([, name]) =>
    plain(name!),
  );
  return new Map(
    names.map((name, index) => [name, cellsOf(parts.get(`xl/worksheets/sheet${index + 1}.xml`)!)] as const),
  );
}

/** The address of the first cell of a sheet with this text; its row and column name. */
export function placeOf(
  cells: ReadonlyMap<string, WrittenCell>,
  text: string,
  from = 1,
): { readonly column: string; readonly row: number } {
  for (const [address, { value }] of cells) {
    const [, column, row] = /^([A-Z]+)(\d+)$/.exec(address)!;
    if (value === text && Number(row) >= from) return { column: column!, row: Number(row) };
  }
  throw new RangeError(`No cell reads ${text}`);
}

function cellsOf(xml: string): ReadonlyMap<string, WrittenCell> {
  const cells = xml.matchAll(/<c r="([A-Z]+\d+)" s="\d+"(?: t="(\w+)")?(?:\/>|>(.*?)<\/c>)/gsu);
  return new Map(
    [...cells].map(([, address, type, content = ""]) => {
      const formula = /<f>(.*?)<\/f>/su.exec(content)?.[1];
      const value = /<(?:v|t xml:space="preserve")>(.*?)<\/(?:v|t)>/su.exec(content)?.[1] ?? "";
      return [
        address!,
        { type, value: plain(value), formula: formula === undefined ? undefined : plain(formula) },
      ];
    }),
  );
}

function plain(xml: string): string {
  return xml
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&amp;", "&");
}
