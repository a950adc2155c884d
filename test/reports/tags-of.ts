/**
 * Tags of a page by name.
 * @throws {SyntaxError} at what XML forbids: tags left open, bare signs, attributes without quotes, unknown entities
 */
export function tagsOf(page: string): Map<string, number> {
  const counts = new Map<string, number>();
  const openTags: string[] = [];
  const body = page.replace(/^<!DOCTYPE html>\n/, "").replace(/<style>[^<]*<\/style>/g, "<style></style>");
  for (const [tag, text] of body.matchAll(/<[^>]*>|([^<]+)/g)) {
    if (text !== undefined) {
      if (/>|&(?!(amp|lt|gt|quot|#39);)/.test(text)) throw new SyntaxError(`Text with a bare sign: ${text}`);
      continue;
    }
    const match = /^<(\/?)([a-zA-Z][\w]*)((?: [\w:-]+="[^"<]*")*) ?(\/?)>$/.exec(tag);
    if (match === null) throw new SyntaxError(`Not a tag: ${tag}`);
    const [, closing, name, , selfClosing] = match;
    if (closing === "/") {
      if (openTags.pop() !== name) throw new SyntaxError(`Closed but not open: ${tag}`);
    } else {
      counts.set(name!, (counts.get(name!) ?? 0) + 1);
      if (selfClosing !== "/") openTags.push(name!);
    }
  }
  if (openTags.length > 0) throw new SyntaxError(`Left open: ${openTags.join(" ")}`);
  return counts;
}
