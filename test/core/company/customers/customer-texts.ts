import type { CompanySettings } from "../../../../src/core/company/company-settings.ts";
import {
  customerFiles,
  type CustomerFileName,
} from "../../../../src/core/company/customers/customer-files.ts";
import { customerTruth } from "../../../../src/core/company/customers/customer-truth.ts";
import type { GeneratedCompany } from "../../../../src/core/company/generated-company.ts";
import { companyOf } from "../written-company.ts";

/** The texts of the files about customers, and the truth about them as it is written. */
export interface WrittenCustomers {
  readonly company: GeneratedCompany;
  readonly texts: Readonly<Record<CustomerFileName, string>>;
  readonly truth: WrittenCustomerTruth;
}

export interface WrittenCustomerTruth {
  readonly counts: Readonly<Record<string, number>>;
  readonly recurring: readonly {
    readonly product: string;
    readonly termMonths: number;
    readonly billingPeriod: string;
    readonly churnPerMonth: number;
    readonly contractionPerMonth: number;
    readonly expansionPerMonth: number;
  }[];
  readonly channels: readonly {
    readonly name: string;
    readonly conversion: number;
    readonly leadToMql: number;
    readonly spendPerLead: string;
    readonly counts: Readonly<
      Record<"leads" | "marketingQualified" | "salesQualified" | "converted", number>
    >;
  }[];
  readonly netPromoterScore: Readonly<Record<"promoters" | "passives" | "detractors", number>>;
  readonly monthEnds: readonly Readonly<Record<string, string | number>>[];
}

export function writtenCustomers(changes: Partial<CompanySettings> = {}): WrittenCustomers {
  const company = companyOf(changes);
  const texts = Object.fromEntries(
    Object.entries(customerFiles(company)).map(([name, pieces]) => [name, [...pieces].join("")]),
  ) as Record<CustomerFileName, string>;
  return {
    company,
    texts,
    truth: JSON.parse(JSON.stringify(customerTruth(company))) as WrittenCustomerTruth,
  };
}

/** Rows of a CSV text by their headers, by plain splitting. */
export function rowsOf(text: string): readonly Readonly<Record<string, string>>[] {
  const [header, ...lines] = text.trimEnd().split("\n");
  const names = header!.split(",");
  return lines.map((line) => {
    const cells = line.split(",");
    return Object.fromEntries(names.map((name, i) => [name, cells[i]!]));
  });
}

/** Values by a key, in the order in which they come. */
export function grouped<Value>(
  values: readonly Value[],
  keyOf: (value: Value) => string,
): ReadonlyMap<string, readonly Value[]> {
  const groups = new Map<string, Value[]>();
  for (const value of values) {
    const group = groups.get(keyOf(value));
    if (group === undefined) groups.set(keyOf(value), [value]);
    else group.push(value);
  }
  return groups;
}
