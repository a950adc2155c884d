import { addDays, type Day } from "../base/day.ts";
import { portableExp } from "../maths/portable-exp.ts";
import { portableLog } from "../maths/portable-log.ts";
import { nextChangeAfterClose } from "./after-close.ts";
import type { LifeRecorder, OpportunityBirth } from "./company-recorder.ts";
import type { CompanyWorld } from "./company-world.ts";
import { fillDailyChances, noChances, type OpenState } from "./daily-chances.ts";
import { editedExpectedClose, firstExpectedClose, laterExpectedClose } from "./expected-close.ts";
import { indexByShare, sizeOddsOf } from "./opportunity-birth.ts";
import { PURPOSE } from "./purposes.ts";
import { lognormalAt, uniformAt, type RandomStream } from "./random-stream.ts";
import type { Fates } from "./visit-fates.ts";
import { cleanUpChance } from "./visit-outlook.ts";
import { drawnCleanUp, drawnWayOut, type WayOut } from "./way-out.ts";
import { BEHAVIOUR, DELETED, LOST, MERGED, OPEN_STAGE_COUNT, STAGES, WON } from "./true-parameters.ts";

/** Changes are recorded from 8:30 to 18:00. */
const FIRST_SECOND = 8.5 * 3_600;
const WORKING_SECONDS = 9.5 * 3_600;
/** Edited amounts are whole units of the currency. */
const EDIT_STEP = 100;
const MISTYPED_FACTOR = 10;

const ENTRY_SHARES = STAGES.map((stage) => ({ share: stage.entryShare }));
const REOPENED_SHARES = BEHAVIOUR.reopening.toStages.map((share) => ({ share }));
const { mean: CLOSE_MEAN, sd: CLOSE_SD } = BEHAVIOUR.closeAmount;
/** Mean of the won amount, and of its square, relative to the last amount before. */
const MEAN_CLOSE_FACTOR = portableExp(CLOSE_MEAN + (CLOSE_SD * CLOSE_SD) / 2);
const MEAN_SQUARE_CLOSE_FACTOR = portableExp(2 * CLOSE_MEAN + 2 * CLOSE_SD * CLOSE_SD);

/** One opportunity from its creation to the last simulated day. */
export class OpportunityLife implements OpenState {
  private readonly world: CompanyWorld;
  private readonly recorder: LifeRecorder;
  private readonly stream: RandomStream;
  private readonly birth: OpportunityBirth;
  private readonly chances = noChances();
  readonly product: number;
  readonly region: number;
  readonly sizeOdds: number;
  stage: number;
  enteredIndex: number;
  seller: number;
  private isAbandoned = false;
  /** As agreed with the buyer so far; the recorded one may be unknown or mistyped. */
  private amount: number;
  private isAmountUnknown: boolean;
  private recordedFactor: number;
  private closeDay: Day;
  private readonly fates: Fates;
  /** What happens on a day has the luck of the day so many days later: 0 but for a life that follows another's fates. */
  private luckShift = 0;

  constructor(
    world: CompanyWorld,
    recorder: LifeRecorder,
    stream: RandomStream,
    birth: OpportunityBirth,
    fates: Fates = {},
  ) {
    this.fates = fates;
    const { settings } = world;
    const { createdIndex } = birth;
    this.world = world;
    this.recorder = recorder;
    this.stream = stream;
    this.birth = birth;
    this.product = birth.product;
    this.region = birth.region;
    this.sizeOdds = sizeOddsOf(birth.product, birth.region, portableLog(birth.firstAmount));
    this.stage = indexByShare(ENTRY_SHARES, uniformAt(stream, PURPOSE.entryStage, 0));
    this.enteredIndex = createdIndex;
    this.seller = this.sellerOn(createdIndex);
    this.amount = birth.firstAmount;
    this.isAmountUnknown = uniformAt(stream, PURPOSE.amountUnknown, 0) < settings.unknownAmountShare;
    const isMistyped = uniformAt(stream, PURPOSE.amountMistyped, 0) < settings.mistypedAmountShare;
    this.recordedFactor = isMistyped ? MISTYPED_FACTOR : 1;
    this.closeDay = firstExpectedClose(world, stream, { dayIndex: createdIndex, product: birth.product });
  }

  live(): void {
    const { createdIndex } = this.birth;
    this.recorder.begin(this.birth);
    this.recorder.count("created", createdIndex);
    if (this.isAmountUnknown) this.recorder.count("createdWithoutAmount", createdIndex);
    if (this.recordedFactor !== 1) this.recorder.count("createdMistyped", createdIndex);
    this.enter(this.stage, createdIndex);
    this.record(createdIndex);
    let dayIndex = createdIndex + 1;
    while (dayIndex < this.world.dayCount) {
      if (this.stage < OPEN_STAGE_COUNT) this.liveOpenDay(dayIndex);
      else {
        const next = this.nextChange(dayIndex - 1);
        if (next === undefined) return;
        this.revive(next);
        dayIndex = next;
      }
      dayIndex++;
    }
  }

  private liveOpenDay(dayIndex: number): void {
    const seller = this.sellerOn(dayIndex);
    let isChanged = seller !== this.seller;
    if (isChanged) this.recorder.count("passedOn", dayIndex);
    this.seller = seller;
    if (this.isAbandoned ? this.isCleanedUp(dayIndex) : this.isStageChanged(dayIndex)) isChanged = true;
    if (this.stage < OPEN_STAGE_COUNT) {
      if (!this.isAbandoned && this.isAmountEdited(dayIndex)) isChanged = true;
      if (this.isCloseDateEdited(dayIndex)) isChanged = true;
    }
    if (isChanged) this.record(dayIndex);
  }

  private isCleanedUp(dayIndex: number): boolean {
    const perDay = cleanUpChance(this.world, dayIndex);
    const { follower } = this.fates;
    const way =
      follower === undefined ? drawnCleanUp(perDay, this.stream, dayIndex) : follower.wayOn(dayIndex);
    return way !== undefined && this.leaveBy(way, dayIndex);
  }

  private isStageChanged(dayIndex: number): boolean {
    const { chances, stream } = this;
    fillDailyChances(this.world, this, dayIndex, chances);
    this.expectBooking(dayIndex);
    const { follower } = this.fates;
    const way = follower === undefined ? drawnWayOut(chances, stream, dayIndex) : follower.wayOn(dayIndex);
    return way !== undefined && this.leaveBy(way, dayIndex);
  }

  private leaveBy(way: WayOut, dayIndex: number): true {
    const { recorder, follower } = this.fates;
    recorder?.leave(way, dayIndex);
    if (follower !== undefined) this.luckShift = follower.luckIndex() - dayIndex;
    if (way === "won") this.win(dayIndex);
    else if (way === "lost") this.close(LOST, "lost", dayIndex);
    else if (way === "forward") this.moveForward(dayIndex);
    else if (way === "removed") this.remove(dayIndex);
    else {
      this.recorder.count("movedBack", dayIndex);
      this.enter(this.stage - 1, dayIndex);
    }
    return true;
  }

  private expectBooking(dayIndex: number): void {
    const { chances } = this;
    const amount = this.amount * this.world.effects.levers.amount[this.product]![this.stage]![dayIndex]!;
    this.recorder.expect(dayIndex, {
      won: chances.wonWithoutFactor,
      wonWithFactor: chances.won,
      amount: amount * MEAN_CLOSE_FACTOR,
      amountWithFactor: amount * MEAN_CLOSE_FACTOR * this.world.effects.halfFactor[dayIndex]!,
      meanSquareAmount: amount * amount * MEAN_SQUARE_CLOSE_FACTOR,
    });
  }

  private moveForward(dayIndex: number): void {
    const canSkip = this.stage + 2 < OPEN_STAGE_COUNT;
    const skips =
      canSkip && uniformAt(this.stream, PURPOSE.skip, dayIndex + this.luckShift) < BEHAVIOUR.skipShare;
    this.recorder.count(skips ? "skippedStage" : "movedForward", dayIndex);
    this.enter(this.stage + (skips ? 2 : 1), dayIndex);
  }

  private enter(stage: number, dayIndex: number): void {
    if (stage !== this.stage) this.isAmountUnknown = false;
    this.stage = stage;
    this.enteredIndex = dayIndex;
    this.isAbandoned = isAbandonedOn(this.world, this.stream, dayIndex + this.luckShift);
    this.fates.recorder?.enter(this, this.isAbandoned);
    this.fates.follower?.enter(this, this.isAbandoned);
    if (this.isAbandoned) this.recorder.count("abandoned", dayIndex);
  }

  private win(dayIndex: number): void {
    const { halfFactor, levers } = this.world.effects;
    const luckIndex = dayIndex + this.luckShift;
    const factor = lognormalAt(this.stream, PURPOSE.closeAmount, luckIndex, BEHAVIOUR.closeAmount);
    const lever = levers.amount[this.product]![this.stage]![dayIndex]!;
    this.amount = Math.max(1, Math.round(this.amount * factor * halfFactor[dayIndex]! * lever));
    this.isAmountUnknown = false;
    this.recordedFactor = 1;
    this.close(WON, "won", dayIndex);
    this.recorder.book(dayIndex, this.amount);
  }

  private remove(dayIndex: number): void {
    const uniform = uniformAt(this.stream, PURPOSE.removalKind, dayIndex + this.luckShift);
    if (uniform < BEHAVIOUR.mergedShareOfRemovals) this.close(MERGED, "merged", dayIndex);
    else this.close(DELETED, "deleted", dayIndex);
  }

  private close(stage: number, event: "won" | "lost" | "deleted" | "merged", dayIndex: number): void {
    this.stage = stage;
    this.closeDay = addDays(this.world.settings.firstDay, dayIndex);
    this.recorder.count(event, dayIndex);
  }

  private nextChange(closedIndex: number): number | undefined {
    if (this.stage !== LOST && this.stage !== WON) return undefined;
    return nextChangeAfterClose(this.world, this.stream, {
      stage: this.stage,
      closedIndex,
      luckShift: this.luckShift,
    });
  }

  /** A lost opportunity is reopened, or a win taken back. */
  private revive(dayIndex: number): void {
    const { stream } = this;
    const luckIndex = dayIndex + this.luckShift;
    if (this.stage === WON) {
      this.recorder.book(dayIndex, -this.amount);
      if (uniformAt(stream, PURPOSE.takeBackStage, luckIndex) < BEHAVIOUR.takeBack.lostShare) {
        this.stage = LOST;
        this.recorder.count("takenBackToLost", dayIndex);
        this.record(dayIndex);
        return;
      }
      this.recorder.count("takenBackToOpen", dayIndex);
      this.enter(OPEN_STAGE_COUNT - 1, dayIndex);
    } else {
      this.recorder.count("reopened", dayIndex);
      this.enter(
        indexByShare(REOPENED_SHARES, uniformAt(stream, PURPOSE.reopenedStage, luckIndex)),
        dayIndex,
      );
    }
    this.seller = this.sellerOn(dayIndex);
    this.closeDay = laterExpectedClose(this.world, stream, dayIndex);
    this.record(dayIndex);
  }

  private isAmountEdited(dayIndex: number): boolean {
    const perDay = STAGES[this.stage]!.amountEditPerDay * this.world.settings.editScale;
    const uniform = uniformAt(this.stream, PURPOSE.amountEdit, dayIndex);
    if (uniform >= perDay * this.world.effects.work[dayIndex]!) return false;
    const factor = lognormalAt(this.stream, PURPOSE.amountEditSize, dayIndex, BEHAVIOUR.amountEdit);
    this.amount = Math.max(1, Math.round((this.amount * factor) / EDIT_STEP)) * EDIT_STEP;
    this.isAmountUnknown = false;
    this.recordedFactor = 1;
    this.recorder.count("amountEdited", dayIndex);
    return true;
  }

  private isCloseDateEdited(dayIndex: number): boolean {
    const { closeDay, stage, isAbandoned } = this;
    const edited = editedExpectedClose(this.world, this.stream, { dayIndex, closeDay, stage, isAbandoned });
    if (edited === closeDay) return false;
    this.recorder.count(edited > closeDay ? "closeDatePushed" : "closeDatePulledIn", dayIndex);
    this.closeDay = edited;
    return true;
  }

  private record(dayIndex: number): void {
    this.recorder.change({
      dayIndex,
      second: Math.floor(
        FIRST_SECOND + WORKING_SECONDS * uniformAt(this.stream, PURPOSE.clockTime, dayIndex),
      ),
      stage: this.stage,
      amount: this.isAmountUnknown ? Number.NaN : this.amount * this.recordedFactor,
      seller: this.seller,
      closeDay: this.closeDay,
    });
  }

  private sellerOn(dayIndex: number): number {
    return this.world.salesForce.sellerOnSeat[this.birth.seat]![dayIndex]!;
  }
}

/** Whether nobody works on an opportunity any more from its entry into a stage on that day. */
export function isAbandonedOn(world: CompanyWorld, stream: RandomStream, enteredIndex: number): boolean {
  return uniformAt(stream, PURPOSE.abandoned, enteredIndex) < world.settings.abandonedShare;
}
