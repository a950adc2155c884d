import { cleanText } from "./clean-text.ts";

/** A sentence of the document as it goes on inside another one: small at its beginning, an abbreviation as it is. */
export function reasonText(sentence: string): string {
  const text = cleanText(sentence);
  return /^[A-Z]([a-z]| )/.test(text) ? text[0]!.toLowerCase() + text.slice(1) : text;
}
