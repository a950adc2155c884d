import type { RealisedReturn } from "../../contracts/investment.ts";
import { numberCell, numberOrDash, textCell, type Cell, type CellFormat } from "./cell.ts";
import type { SheetRow } from "./sheet.ts";

/** What an investment has returned so far: as reported, with the mean and the 5 % and 95 % quantiles of what is uncertain. */
export function realisedRows(realised: RealisedReturn): readonly SheetRow[] {
  const { returnToDate } = realised;
  const plain = (name: string, cell: Cell): SheetRow => [textCell(`Realised: ${name}`), undefined, cell];
  const drawn = (name: string, distribution: DrawnFigure, format: CellFormat = "money"): SheetRow => [
    ...plain(name, numberCell(distribution.mean, format)),
    textCell("90 %:", "note"),
    numberCell(distribution.quantiles["0.05"], format),
    numberCell(distribution.quantiles["0.95"], format),
  ];
  return [
    plain("days", textCell(`${realised.from} to ${realised.to}, ${realised.months} months`)),
    plain("actual bookings", numberCell(realised.actualBookings, "money")),
    drawn("bookings without the investment, forecast on the start day", realised.counterfactual),
    drawn("effect on bookings", realised.effect),
    drawn("gross margin of the effect", realised.grossMarginOfEffect),
    plain("costs to date", numberCell(realised.costsToDate, "money")),
    drawn("net", realised.net),
    ...(returnToDate === null ? [] : [drawn("return to date", returnToDate, "percent")]),
    drawn("effect that was planned", realised.plannedEffect),
    plain("share of the planned effect", numberOrDash(realised.shareOfGoal, "percent")),
    plain("chance that the effect is above 0", numberCell(realised.probabilityOfEffect, "percent")),
  ];
}

interface DrawnFigure {
  readonly mean: string | number;
  readonly quantiles: Readonly<Record<"0.05" | "0.95", string | number>>;
}
