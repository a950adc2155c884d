import { InvalidArgumentError } from "commander";
import type { HolidayChoice } from "../app/holidays.ts";

/** Parser of a whole number in a range, for commander. */
export function wholeNumber(low: number, high: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < low || value > high) {
      throw new InvalidArgumentError(`Give a whole number from ${low} to ${high}.`);
    }
    return value;
  };
}

/** A plain number of an option, within both ends. */
export function decimalNumber(low: number, high: number): (text: string) => number {
  return (text) => {
    const value = /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
    if (value >= low && value <= high) return value;
    throw new InvalidArgumentError(`Give a number from ${low} to ${high}.`);
  };
}

/** `NL` or `DE-BY`, and days that are added to it. */
export function holidayChoice(
  place: string | undefined,
  extra: readonly string[] | undefined,
): HolidayChoice | undefined {
  if (place === undefined && extra === undefined) return undefined;
  const [country, ...region] = place?.split("-") ?? [];
  return { country, region: region.length > 0 ? region.join("-") : undefined, extra: extra ?? [] };
}

/** Collects an option that may be given several times. */
export function collect(text: string, earlier: readonly string[] | undefined): string[] {
  return [...(earlier ?? []), text];
}
