import { isoFromDay, type Day } from "../base/day.ts";

/** Rows of text are handed over in pieces of about this many characters. */
export const CHUNK_LENGTH = 65_536;

/** `1234.50` of 123450 minor units; empty when not known. */
export function amountText(minorUnits: number): string {
  if (Number.isNaN(minorUnits)) return "";
  const cents = minorUnits % 100;
  return `${(minorUnits - cents) / 100}.${cents < 10 ? "0" : ""}${cents}`;
}

/** ISO texts of days, each made once. */
export function dayTexts(): (day: number) => string {
  const texts = new Map<number, string>();
  return (day) => {
    let text = texts.get(day);
    if (text === undefined) texts.set(day, (text = isoFromDay(day as Day)));
    return text;
  };
}

const twoDigits = (value: number): string => (value < 10 ? `0${value}` : String(value));

/** `09:05:07` of seconds since midnight. */
export function clockText(second: number): string {
  const minute = Math.floor(second / 60);
  return `${twoDigits(Math.floor(minute / 60))}:${twoDigits(minute % 60)}:${twoDigits(second % 60)}`;
}
