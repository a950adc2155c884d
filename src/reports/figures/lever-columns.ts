import type { LeverReport, ScenarioReport } from "../../contracts/investment.ts";
import { cleanText } from "./clean-text.ts";
import type { MoneyWriter } from "./exact-money-text.ts";
import { changeText, percentText } from "./percent-text.ts";
import { rateText } from "./rate-text.ts";
import { reasonText } from "./reason-text.ts";
import { MISSING } from "./score-text.ts";
import type { TableColumn } from "./table-column.ts";

/** The size of a lever: a relative change in percent, of a discount its points of the list price. */
export function leverSizeText(size: number, { kind }: Pick<LeverReport, "kind">): string {
  const text = size !== 0 && Math.abs(size) < 0.000_5 ? rateText(size) : changeText(size);
  return kind === "discount" ? text.replace(" %", " pts") : text;
}

/** The 10th and 90th percentile of a size: `+1.7/+5.1 %`. */
function sizeRangeText(lever: LeverReport): string {
  const [low, high] = [leverSizeText(lever.p10, lever), leverSizeText(lever.p90, lever)];
  return low === high ? low : `${low.replace(/ (%|pts)$/, "")}/${high}`;
}

/** What each lever does, and how much of it would be enough. */
export function leverColumns(levers: readonly LeverReport[], money: MoneyWriter): TableColumn[] {
  const amounts = levers.flatMap(({ alone }) =>
    alone === null ? [] : [alone.mean, alone.quantiles["0.05"], alone.quantiles["0.95"]],
  );
  const write = money(amounts);
  const right = (header: string, textOf: (lever: LeverReport) => string, rank?: number): TableColumn => ({
    header,
    cells: levers.map(textOf),
    align: "right",
    ...(rank === undefined ? {} : { rank }),
  });
  const alone = (level: "0.05" | "0.95") => (lever: LeverReport) =>
    lever.alone === null ? MISSING : write(lever.alone.quantiles[level]);
  return [
    { header: "Lever", cells: levers.map(leverName), align: "left", minWidth: 12 },
    right("Size p10/p90", sizeRangeText),
    right("Alone", (lever) => (lever.alone === null ? MISSING : write(lever.alone.mean))),
    right("5 %", alone("0.05"), 2),
    right("95 %", alone("0.95"), 2),
    right("Break-even", (lever) =>
      lever.breakEvenSize === null ? MISSING : leverSizeText(lever.breakEvenSize, lever),
    ),
    right("Variance", (lever) => (lever.varianceShare === null ? MISSING : percentText(lever.varianceShare))),
  ];
}

/** What the columns mean, and why a lever lacks one. */
export function leverNotes({ levers, varianceMethod }: ScenarioReport): string[] {
  const idle = levers.filter(({ alone }) => alone === null).map(leverName);
  return [
    "Alone: what the lever by itself does to the gross margin over the horizon, undiscounted. Break-even: the size at which the mean net present value is 0, the rest simulated.",
    ...(varianceMethod === null
      ? []
      : [
          `Variance: share of the variance of the net present value, by ${reasonText(varianceMethod).replace(/\.$/, "")}.`,
        ]),
    ...(idle.length === 0 ? [] : [`Acts on nothing in this data: ${idle.join(", ")}`]),
    ...levers.flatMap((lever) =>
      lever.breakEvenReason === null
        ? []
        : [`${leverName(lever)} has no break-even size: ${reasonText(lever.breakEvenReason)}`],
    ),
  ];
}

/** A lever as the file gives it: what it moves, how much, when, where and why. */
export function leverSentence(lever: LeverReport): string {
  const kind = cleanText(lever.kind).replaceAll("_", " ");
  const adoption =
    lever.adoptionMonths === 0 ? "at once" : `whole after ${lever.adoptionMonths} month${lever.adoptionMonths === 1 ? "" : "s"}`; // prettier-ignore
  const scope = lever.scope === null ? "" : `, on ${cleanText(lever.scope)}`;
  const reasoning = cleanText(lever.reasoning);
  return `${leverName(lever)}: ${kind}, ${cleanText(lever.size)} (mean ${leverSizeText(lever.mean, lever)}), from month ${lever.startMonth}, ${adoption}${scope}.${reasoning === "" ? "" : ` ${reasoning}`}`;
}

export interface TornadoBar {
  readonly name: string;
  /** Mean net present value with the lever at its 10th and at its 90th percentile. */
  readonly low: string;
  readonly high: string;
}

/** Bars of the tornado, the widest first. */
export function tornadoBars(levers: readonly LeverReport[]): TornadoBar[] {
  const reach = ({ low, high }: TornadoBar) => Math.abs(Number(high) - Number(low));
  return levers
    .flatMap((lever) => (lever.tornado === null ? [] : [{ name: leverName(lever), ...lever.tornado }]))
    .toSorted((left, right) => reach(right) - reach(left));
}

function leverName({ name }: LeverReport): string {
  return cleanText(name) || "(no name)";
}
