import { AppFailure } from "../../contracts/failure.ts";
import type { ChangeLog } from "../../core/pipeline/change-log.ts";

/**
 * Refuses what a database cannot keep as it is: texts with a NUL or half a surrogate pair, amounts beyond whole numbers.
 * @throws {AppFailure} bad_input that names file and line
 */
export function checkKeepable(log: ChangeLog): void {
  const isText = (text: string): boolean => !text.includes("\u0000") && isWellFormed(text);
  const badStage = log.stages.findIndex((stage) => !isText(stage));
  const badValues = log.attributes.map(({ values }) => values.findIndex((value) => !isText(value)));
  for (let opportunity = 0; opportunity < log.opportunityIds.length; opportunity++) {
    const isBadId = !isText(log.opportunityIds[opportunity]!);
    for (let row = log.rowStart[opportunity]!; row < log.rowStart[opportunity + 1]!; row++) {
      const amount = log.rows.amount[row]!;
      const attribute = log.attributes.findIndex(({ codes }, a) => codes[row] === badValues[a]);
      const what = isBadId
        ? "the id"
        : log.rows.stage[row] === badStage
          ? "the stage"
          : attribute >= 0
            ? `the column ${log.attributes[attribute]!.name}`
            : undefined;
      const isAmount = Number.isNaN(amount) || Number.isSafeInteger(amount);
      if (what === undefined && isAmount) continue;
      const place = `${log.files[log.rows.file[row]!]!}, line ${log.rows.line[row]!}`;
      throw new AppFailure(
        "bad_input",
        what === undefined
          ? `Cannot keep ${place}: the amount ${amount / 10 ** log.minorDigits} is beyond what can be kept exactly`
          : `Cannot keep ${place}: ${what} holds a NUL or a broken character; save the file as clean UTF-8`,
      );
    }
  }
}

function isWellFormed(text: string): boolean {
  return !/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/.test(text);
}
