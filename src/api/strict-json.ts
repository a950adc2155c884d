import { AppFailure } from "../contracts/failure.ts";

const DEEPEST = 64;
const FORBIDDEN = new Set(["__proto__", "constructor", "prototype"]);

/**
 * Reads a JSON body that can mean one thing only. Refused besides what is no JSON: two fields of one name, nesting past 64, numbers
 * that no Float64 holds (1e400), NUL and half surrogate pairs, names that would reach an object's prototype.
 * @throws {AppFailure} usage, with the place
 */
export function parseStrictJson(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (text.trim() === "") throw new AppFailure("usage", EMPTY_BODY);
    throw new AppFailure("usage", `Cannot read the body: it is no JSON${placeOf(error)}`);
  }
  checkValue(value, 0);
  checkNames(text);
  return value;
}

/** What is said of a request that has no body and needs one. */
export const EMPTY_BODY = "Cannot read the body: it is empty; send JSON, {} where nothing is to be said";

/** Where the parser stopped, as far as it says that; what stands there is not repeated. */
function placeOf(error: unknown): string {
  const place = error instanceof SyntaxError ? /position (\d+)/.exec(error.message)?.[1] : undefined;
  return place === undefined ? "" : ` from its character ${Number(place) + 1} on`;
}

function checkValue(value: unknown, depth: number): void {
  if (depth > DEEPEST) {
    throw new AppFailure("usage", `Cannot read the body: it is nested deeper than ${DEEPEST}`);
  }
  if (typeof value === "number") {
    if (!Number.isFinite(value)) {
      throw new AppFailure("usage", "Cannot read the body: it holds a number too large for any field");
    }
  } else if (typeof value === "string") checkText(value, "body");
  else if (Array.isArray(value)) for (const item of value) checkValue(item, depth + 1);
  else if (typeof value === "object" && value !== null) {
    for (const name of Object.keys(value)) {
      checkText(name, "body");
      if (FORBIDDEN.has(name)) {
        throw new AppFailure("usage", `Cannot read the body: a field may not be called ${name}`);
      }
      checkValue((value as Record<string, unknown>)[name], depth + 1);
    }
  }
}

/** @throws {AppFailure} usage for a text that could not be kept as it is */
export function checkText(text: string, place: string): void {
  if (text.includes("\0") || !text.isWellFormed()) {
    throw new AppFailure(
      "usage",
      `Cannot read the ${place}: it holds a character that is none (NUL or half a pair)`,
    );
  }
}

/** Looks for a second field of one name in one object; the text is known to be JSON. */
function checkNames(text: string): void {
  const open: (Set<string> | undefined)[] = [];
  let place = 0;
  let isName = false;
  while (place < text.length) {
    const character = text.charCodeAt(place);
    if (character === QUOTE) {
      const end = endOfString(text, place);
      const names = open.at(-1);
      if (isName && names !== undefined) {
        const name = JSON.parse(text.slice(place, end)) as string;
        if (names.has(name)) {
          throw new AppFailure("usage", `Cannot read the body: it has two fields ${shortened(name)}`);
        }
        names.add(name);
        isName = false;
      }
      place = end;
      continue;
    }
    if (character === OPEN_OBJECT) {
      open.push(new Set());
      isName = true;
    } else if (character === OPEN_ARRAY) {
      open.push(undefined);
      isName = false;
    } else if (character === CLOSE_OBJECT || character === CLOSE_ARRAY) {
      open.pop();
      isName = false;
    } else if (character === COMMA) isName = open.at(-1) !== undefined;
    place++;
  }
}

const QUOTE = 34;
const BACKSLASH = 92;
const COMMA = 44;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;
const OPEN_ARRAY = 91;
const CLOSE_ARRAY = 93;

/** Place after the closing quote of the string that begins at `start`. */
function endOfString(text: string, start: number): number {
  let place = start + 1;
  while (text.charCodeAt(place) !== QUOTE) place += text.charCodeAt(place) === BACKSLASH ? 2 : 1;
  return place + 1;
}

function shortened(name: string): string {
  return name.length > 40 ? `${name.slice(0, 40)}...` : name;
}
