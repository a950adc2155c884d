import { AppFailure } from "../contracts/failure.ts";
import { SHARED_SIGNS } from "./amount-text.ts";
import type { SourceProfile } from "./profile-source.ts";
import type { SourceFile } from "./source-file.ts";

export const UNKNOWN_CURRENCY = "XXX";
/** A code of ISO 4217, by its shape. */
export const CURRENCY_CODE = /^[A-Z]{3}$/;

/** A currency that a file names, and where it does so first. */
export interface Mention {
  readonly name: string;
  readonly place: string;
}

interface NamingFile {
  readonly source: Pick<SourceFile, "name">;
  readonly profile: Pick<SourceProfile, "currencies" | "amounts">;
}

/** A file with all that tells about its currencies. */
export interface CurrencyFile extends NamingFile {
  readonly source: SourceFile;
  readonly profile: Pick<SourceProfile, "currencies" | "amounts" | "companyCurrencies">;
}

/**
 * The one currency of all amounts: what a currency column says, else what signs beside the amounts say, else the
 * option, else XXX. A blank cell of a currency column means the company's currency.
 * @throws {AppFailure} `not_supported` for several currencies, `usage` when the option contradicts the files
 */
export function decideCurrency(files: readonly NamingFile[], option: string | undefined): string {
  const mentions = mentionsIn(files, option);
  if (mentions.length > 1) {
    const shown = mentions.slice(0, 5).map(({ name, place }) => `${name} (${place})`);
    throw new AppFailure(
      "not_supported",
      `Cannot add up amounts in several currencies: ${shown.join(", ")}; currencies are not converted yet: ` +
        `convert the amounts to one before the import, or import files of one currency each`,
    );
  }
  return oneCurrencyOf(mentions, option);
}

/** The currency of files that name one at most. */
export function oneCurrencyOf(mentions: readonly Mention[], option: string | undefined): string {
  const only = mentions[0];
  if (option !== undefined && only !== undefined && only.name !== option && CURRENCY_CODE.test(only.name)) {
    throw new AppFailure("usage", `Cannot read amounts as ${option}: ${only.place} says ${only.name}`);
  }
  if (option !== undefined) return option;
  return only !== undefined && CURRENCY_CODE.test(only.name) ? only.name : UNKNOWN_CURRENCY;
}

/** All currencies that columns or signs name. @throws {AppFailure} `usage` for an option that is no code */
export function mentionsIn(files: readonly NamingFile[], option: string | undefined): readonly Mention[] {
  if (option !== undefined && !CURRENCY_CODE.test(option)) {
    throw new AppFailure("usage", `Cannot use currency "${option}": write its ISO 4217 code, e.g. EUR`);
  }
  const named = new Map<string, Mention>();
  for (const { source, profile } of files) {
    for (const [text, line] of profile.currencies) {
      const name = text.trim().toUpperCase();
      if (name !== "" && !named.has(name)) named.set(name, { name, place: `${source.name} line ${line}` });
    }
  }
  for (const { source, profile } of files) {
    for (const evidence of profile.amounts.values()) {
      for (const [name, { line }] of evidence.currencies) {
        const isKnown = [name, ...(SHARED_SIGNS[name] ?? [])].some(
          (code) => named.has(code) || code === option,
        );
        if (!isKnown) named.set(name, { name, place: `${source.name} line ${line}` });
      }
    }
  }
  return [...named.values()];
}
