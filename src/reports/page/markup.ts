/** A piece of a page that is safe to send: made by `markup`, or by a renderer that escapes. */
export interface Markup {
  readonly source: string;
}

type Content = string | number | Markup | readonly Markup[];

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** A text as it may stand in an element or in a quoted attribute: escaped, without characters no page may hold. */
export function escapeText(text: string): string {
  return text
    .toWellFormed()
    .replace(/[^\P{Cc}\n]|\u{fffe}|\u{ffff}/gu, "")
    .replace(/[&<>"']/g, (character) => ENTITIES[character]!);
}

/** Text that is markup already. Only for what this folder or the chart library wrote itself. */
export function trusted(source: string): Markup {
  return { source };
}

/** A template of markup: whatever is put in is escaped, but for other markup. */
export function markup(template: TemplateStringsArray, ...contents: readonly Content[]): Markup {
  let source = template[0]!;
  for (const [index, content] of contents.entries()) source += sourceOf(content) + template[index + 1]!;
  return { source };
}

/** Nothing, where a part of a page may be absent. */
export const EMPTY: Markup = { source: "" };

function sourceOf(content: Content): string {
  if (typeof content === "string") return escapeText(content);
  if (typeof content === "number") return String(content);
  return "source" in content ? content.source : content.map(({ source }) => source).join("");
}
