import type { CompanySettings } from "./company-settings.ts";
import { PURPOSE, STREAM } from "./purposes.ts";
import { exponentialAt, normalAt, streamOf, uniformAt } from "./random-stream.ts";
import { BEHAVIOUR, REGIONS } from "./true-parameters.ts";

export interface Seller {
  readonly name: string;
  readonly region: string;
  /** Added to the log odds that a decision is a win. */
  readonly skill: number;
  /** Day index (0 = the company's first day) of the first and the last day on the seat; the first may lie before. */
  readonly fromIndex: number;
  readonly toIndex: number;
}

/** Who sits where and when: a seat is a desk with its opportunities, which pass on to the next seller on it. */
export interface SalesForce {
  readonly sellers: readonly Seller[];
  /** Index into `sellers` by seat and day index. */
  readonly sellerOnSeat: readonly Int32Array[];
  /** First seat of each region and the end. */
  readonly seatStart: readonly number[];
}

const FIRST_NAMES =
  "Anna Bram Chiara Daan Elif Femke Goran Hanna Imani Jürgen Kofi Lotte Mei Noor Omar Priya Quinn Ravi Sofía Thijs Uma Viktor Wanda Zoë".split(
    " ",
  );
const LAST_NAMES =
  "Aalto Bakker Costa Dekker Eriksen Fischer García Haddad Ivanova Jansen Kumar Lindqvist Moreau Nakamura Okafor Peeters Quist Rossi Silva Tanaka Ueda Visser Wójcik Yilmaz".split(
    " ",
  );

/** The sales force over `dayCount` days; a seller's name, skill and time on the seat depend on seed, seat and turn alone. */
export function salesForceOf(settings: CompanySettings, dayCount: number): SalesForce {
  const sellers: Seller[] = [];
  const sellerOnSeat: Int32Array[] = [];
  const seatStart: number[] = [0];
  for (const region of REGIONS) seatStart.push(seatStart.at(-1)! + region.seatCount);
  const seatCount = seatStart.at(-1)!;
  REGIONS.forEach((region, regionIndex) => {
    for (let seat = seatStart[regionIndex]!; seat < seatStart[regionIndex + 1]!; seat++) {
      const stream = streamOf(settings.seed, STREAM.seat, seat);
      const days = new Int32Array(dayCount);
      // The first one has been there for a while: the rest of a tenure, anywhere within it.
      let fromIndex = -Math.floor(uniformAt(stream, PURPOSE.tenure, -1) * BEHAVIOUR.sellerLeastDays);
      for (let turn = 0; fromIndex < dayCount; turn++) {
        const tenure =
          BEHAVIOUR.sellerLeastDays +
          Math.ceil(BEHAVIOUR.sellerMeanFurtherDays * exponentialAt(stream, PURPOSE.tenure, turn));
        days.fill(sellers.length, Math.max(0, fromIndex), Math.min(dayCount, fromIndex + tenure));
        sellers.push({
          name: nameOf(turn * seatCount + seat),
          region: region.name,
          skill: BEHAVIOUR.sellerSkillSd * normalAt(stream, PURPOSE.skill, turn),
          fromIndex,
          toIndex: fromIndex + tenure - 1,
        });
        fromIndex += tenure;
      }
      sellerOnSeat.push(days);
    }
  });
  return { sellers, sellerOnSeat, seatStart };
}

/** A name for each number below 576, all different; a number is added beyond. */
function nameOf(number: number): string {
  const count = FIRST_NAMES.length;
  const round = Math.floor(number / count);
  const first = FIRST_NAMES[number % count]!;
  const last = LAST_NAMES[(7 * number + round) % count]!;
  return round < count ? `${first} ${last}` : `${first} ${last} ${Math.floor(round / count) + 1}`;
}
