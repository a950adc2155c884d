import { count, money, risen, type Factor } from "./charge.ts";
import type { TrainingItem } from "./cost-plan.ts";
import { recurringLine, yearsSince, type LineDraft } from "./line-draft.ts";

/** Consultants, the attendees' own time and material of a training, once or in rounds. */
export function trainingLines(item: TrainingItem): readonly LineDraft[] {
  const { consultants, programme, material, startMonth, repeatEveryMonths } = item;
  const isRound = (month: number): boolean =>
    repeatEveryMonths === undefined ? month === startMonth : (month - startMonth) % repeatEveryMonths === 0;
  const line = (label: string, factors: readonly Factor[]): LineDraft =>
    recurringLine({ kind: "training", line: label }, item, (month) => {
      if (!isRound(month)) return [];
      const rise = risen(item.growthRatePerYear, yearsSince(startMonth, month));
      return [{ label, factors: [...factors, ...rise] }];
    });

  const lines: LineDraft[] = [];
  if (consultants !== undefined) {
    lines.push(
      line("consultants", [count(consultants.days, "days"), money(consultants.ratePerDay, "a day")]),
    );
  }
  if (programme !== undefined) {
    const people = [count(programme.programmes, "programmes"), count(programme.attendees, "attendees")];
    const time = [count(programme.hours, "hours"), money(programme.hourlyRate, "an hour")];
    lines.push(line("attendees' time", [...people, ...time]));
  }
  if (material !== undefined) {
    const people =
      material.per === "attendee" && programme !== undefined
        ? [count(programme.programmes, "programmes"), count(programme.attendees, "attendees")]
        : [];
    const each = people.length === 0 ? "a round" : "each";
    lines.push(line("material", [...people, money(material.amount, each)]));
  }
  return lines;
}
