/** @param rows the first is the head; all have as many cells */
export function markdownTable(rows: readonly (readonly string[])[]): string {
  const [head, ...body] = rows;
  return [head!, head!.map(() => "---"), ...body].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
