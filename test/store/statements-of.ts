/** The statements of a text of SQL; what stands between `$$` is part of one. */
export function statementsOf(sql: string): string[] {
  const statements: string[] = [];
  let statement = "";
  for (const [index, part] of sql.split("$$").entries()) {
    if (index % 2 === 1) {
      statement += `$$${part}$$`;
      continue;
    }
    const pieces = part.split(/;[ \t]*(?=\n|$)/);
    statement += pieces[0]!;
    for (const piece of pieces.slice(1)) {
      statements.push(statement);
      statement = piece;
    }
  }
  return [...statements, statement].filter((text) => text.replaceAll(/^\s*--.*$/gm, "").trim() !== "");
}
