const LONGEST_COPIED = 12; // shorter pieces of a text are copies of their own in V8, longer ones keep the whole text alive
const MOST_HELD = 200_000;

/** Gives equal texts one copy that does not hold on to the piece of the file it was cut from. */
export class TextPool {
  private readonly held = new Map<string, string>();

  copyOf(text: string): string {
    if (text.length <= LONGEST_COPIED) return text;
    const known = this.held.get(text);
    if (known !== undefined) return known;
    if (this.held.size >= MOST_HELD) this.held.clear();
    const copy = detached(text);
    this.held.set(copy, copy);
    return copy;
  }
}

/** An equal text that does not hold on to a longer one it was cut from. */
export function detached(text: string): string {
  return text.length <= LONGEST_COPIED ? text : (JSON.parse(JSON.stringify(text)) as string);
}
