import { companyWorldOf } from "../company-world.ts";
import type { GeneratedCompany } from "../generated-company.ts";
import { arrivalsOn } from "../opportunity-arrivals.ts";
import { leadsOf, MOST_LEAD_DAYS, type GeneratedLead } from "./opportunity-leads.ts";

/** A lead with the opportunity that it has become by the last recorded day. */
export interface RecordedLead {
  readonly lead: GeneratedLead;
  readonly opportunityId: string | undefined;
}

/**
 * The leads that were known by the last recorded day, by day of creation. Those of opportunities that are still to be created are among
 * them: the company's continuation says which these are, and its files only that the leads are open.
 */
export function* recordedLeads(company: GeneratedCompany): Generator<RecordedLead> {
  const { settings } = company.world;
  const { dayCount } = settings;
  const world = companyWorldOf({
    ...settings,
    futureDayCount: Math.max(settings.futureDayCount, MOST_LEAD_DAYS),
  });
  const waiting = new Map<number, RecordedLead[]>();
  let opportunity = 0;
  for (let createdIndex = 0; createdIndex < dayCount + MOST_LEAD_DAYS; createdIndex++) {
    for (const key of arrivalsOn(world, createdIndex)) {
      const id = createdIndex < dayCount ? company.opportunities.ids[opportunity++] : undefined;
      for (const lead of leadsOf(settings.seed, key)) {
        if (lead.createdIndex >= dayCount) continue;
        const recorded = { lead, opportunityId: lead.convertedIndex === undefined ? undefined : id };
        const ofDay = waiting.get(lead.createdIndex);
        if (ofDay === undefined) waiting.set(lead.createdIndex, [recorded]);
        else ofDay.push(recorded);
      }
    }
    // No later opportunity has a lead as old as this.
    for (const day of settled(waiting, createdIndex - MOST_LEAD_DAYS)) {
      yield* waiting.get(day)!;
      waiting.delete(day);
    }
  }
  for (const day of settled(waiting, dayCount)) yield* waiting.get(day)!;
}

function settled(waiting: ReadonlyMap<number, unknown>, through: number): readonly number[] {
  return [...waiting.keys()].filter((day) => day <= through).sort((a, b) => a - b);
}
