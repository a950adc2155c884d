import type { GeneratedCompany } from "../generated-company.ts";
import { costsCsv } from "./costs-csv.ts";
import { customerBook } from "./customer-book.ts";
import { customersCsv } from "./customers-csv.ts";
import { financesCsv } from "./finances-csv.ts";
import { leadsCsv, touchesCsv } from "./leads-csv.ts";
import { ownersCsv } from "./owners-csv.ts";
import { spendCsv } from "./spend.ts";
import { subscriptionsCsv } from "./subscriptions-csv.ts";
import { surveyAnswers, surveysCsv } from "./surveys-csv.ts";

/** Files of a generated company about its customers and people, in the order in which they are written. */
export const CUSTOMER_FILE_NAMES = [
  "customers.csv",
  "subscriptions.csv",
  "leads.csv",
  "touches.csv",
  "spend.csv",
  "finances.csv",
  "surveys.csv",
  "owners.csv",
  "costs.csv",
] as const;
export type CustomerFileName = (typeof CUSTOMER_FILE_NAMES)[number];

/** Their contents in pieces of text; each can be gone through once. */
export function customerFiles(
  company: GeneratedCompany,
): Readonly<Record<CustomerFileName, Iterable<string>>> {
  const book = customerBook(company);
  return {
    "customers.csv": customersCsv(book),
    "subscriptions.csv": subscriptionsCsv(book),
    "leads.csv": leadsCsv(company, book),
    "touches.csv": touchesCsv(company),
    "spend.csv": spendCsv(company),
    "finances.csv": financesCsv(company, book),
    "surveys.csv": surveysCsv(surveyAnswers(company, book)),
    "owners.csv": ownersCsv(company),
    "costs.csv": costsCsv(company),
  };
}
