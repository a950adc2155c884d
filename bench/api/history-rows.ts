import { generateCompanyInTurns, writeCompany } from "../../src/app/generate-company.ts";
import { DEFAULT_COMPANY_SETTINGS } from "../../src/core/company/company-settings.ts";
import { ensure } from "../../src/core/base/ensure.ts";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * The first rows of the history of a generated company, as a file to upload.
 * @param seed companies of different seeds have different rows
 */
export async function historyOfRows(rowCount: number, seed: number, folder: string): Promise<File> {
  const company = await generateCompanyInTurns({
    ...DEFAULT_COMPANY_SETTINGS,
    opportunityCount: Math.max(200, rowCount / 3),
    seed,
  });
  const place = join(folder, `company-${rowCount}-${seed}`);
  mkdirSync(place, { recursive: true });
  await writeCompany(company, place, { withSnapshots: false });
  const lines = readFileSync(join(place, "history.csv"), "utf8").trimEnd().split("\n");
  ensure(lines.length > rowCount, `The company has ${lines.length} rows of history, fewer than ${rowCount}`);
  return new File([`${lines.slice(0, rowCount + 1).join("\n")}\n`], "rows.csv");
}
