import { ensure } from "../base/ensure.ts";
import { CompanyRecorder, type LifeRecorder, type OpportunityBirth } from "./company-recorder.ts";
import type { CompanySettings } from "./company-settings.ts";
import { companyWorldOf, type CompanyWorld } from "./company-world.ts";
import type { GeneratedCompany } from "./generated-company.ts";
import { arrivalsOn } from "./opportunity-arrivals.ts";
import { birthOf, opportunityStream } from "./opportunity-birth.ts";
import { OpportunityLife } from "./opportunity-life.ts";
import type { RandomStream } from "./random-stream.ts";
import { settingsProblem } from "./settings-problem.ts";
import { FateFollower, FateRecorder } from "./visit-fates.ts";

/**
 * A company with a known truth: the same settings give the same company to the byte, and a setting or lever that is
 * changed changes only what depends on it.
 * @throws {RangeError} for settings that `settingsProblem` objects to
 */
export function generateCompany(settings: CompanySettings): GeneratedCompany {
  const steps = generateCompanySteps(settings);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** The same in steps of one day of creations each, so that long work can show progress and be stopped in between. */
export function* generateCompanySteps(
  settings: CompanySettings,
): Generator<{ readonly dayIndex: number; readonly dayCount: number }, GeneratedCompany> {
  const problem = settingsProblem(settings);
  ensure(problem === undefined, `Cannot generate a company: ${problem}`);
  const world = companyWorldOf(settings);
  const recorder = new CompanyRecorder(world);
  const unpaced = settings.levers.filter(({ kind }) => kind !== "pace");
  const unpacedWorld =
    unpaced.length < settings.levers.length ? companyWorldOf({ ...settings, levers: unpaced }) : undefined;
  for (let dayIndex = 0; dayIndex < world.dayCount; dayIndex++) {
    createOpportunities(world, recorder, unpacedWorld, dayIndex);
    yield { dayIndex, dayCount: world.dayCount };
  }
  return recorder.finished();
}

function createOpportunities(
  world: CompanyWorld,
  recorder: CompanyRecorder,
  unpacedWorld: CompanyWorld | undefined,
  createdIndex: number,
): void {
  for (const key of arrivalsOn(world, createdIndex)) {
    const own = opportunityStream(world.settings, key);
    const birth = birthOf(world, own, key);
    const fates =
      unpacedWorld === undefined ? {} : { follower: fatesIn({ unpacedWorld, world }, own, birth) };
    new OpportunityLife(world, recorder, own, birth, fates).live();
  }
}

/** What luck has in store for an opportunity, read off the life it has without levers on its pace. */
function fatesIn(
  { unpacedWorld, world }: { readonly unpacedWorld: CompanyWorld; readonly world: CompanyWorld },
  stream: RandomStream,
  birth: OpportunityBirth,
): FateFollower {
  const recorder = new FateRecorder();
  new OpportunityLife(unpacedWorld, UNRECORDED, stream, birth, { recorder }).live();
  return new FateFollower({ stream, seat: birth.seat, visits: recorder.visits, unpacedWorld, world });
}

const nothing = (): void => {};
const UNRECORDED: LifeRecorder = {
  begin: nothing,
  change: nothing,
  count: nothing,
  book: nothing,
  expect: nothing,
};
