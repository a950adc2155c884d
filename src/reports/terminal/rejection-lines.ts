import { counted } from "../../contracts/counted.ts";
import type { ImportPreview } from "../../contracts/import-preview.ts";
import { cleanText } from "../figures/clean-text.ts";
import type { Paint } from "./paint.ts";
import { wrapText } from "./wrap-text.ts";

const SHOWN = 10;

/** The first rows of files that cannot be used, each with its place and reason; nothing where there are none. */
export function rejectionLines(
  { rejections, rejectionCount }: Pick<ImportPreview, "rejections" | "rejectionCount">,
  width: number,
  paint: Paint,
): readonly string[] {
  if (rejectionCount === 0) return [];
  const shown = rejections.slice(0, SHOWN).flatMap(({ file, line, column, reason, value }) => {
    const place = column === "" ? `${file} line ${line}` : `${file} line ${line}, column "${column}"`;
    return wrapText(
      cleanText(`${place}: ${reason}${value === "" ? "" : ` ("${value}")`}`),
      width,
      "  ",
      "    ",
    );
  });
  const more = rejectionCount - Math.min(rejectionCount, SHOWN);
  return [
    ...wrapText(`${counted(rejectionCount, "row")} cannot be used`, width).map(paint.strong),
    ...shown,
    ...(more > 0 ? [`  and ${more} more`] : []),
    "",
  ];
}
