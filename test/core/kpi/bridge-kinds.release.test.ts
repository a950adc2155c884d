import { beforeAll, describe, expect, it } from "vitest";
import { addDays, isoFromDay, type Day } from "../../../src/core/base/day.ts";
import type { BridgeKind } from "../../../src/core/kpi/bridge-kind.ts";
import { groupBridges } from "../../../src/core/kpi/group-bridges.ts";
import { barsOf, pipelineBridge, type PipelineBridge } from "../../../src/core/kpi/pipeline-bridge.ts";
import { smallFastRandom } from "../../../src/core/maths/small-fast-random.ts";
import type { ImportedPipeline } from "../../../src/files/import-result.ts";
import { importTexts } from "../../files/import-texts.ts";
import { companyOf } from "../company/written-company.ts";
import { companyAbroad, ON_HOLD, PARKED, type AbroadRow } from "./company-abroad.ts";

const SEED = 8;
const abroad = companyAbroad(companyOf({ opportunityCount: 3_000, seed: SEED }), SEED);
const { rows, worthOn, firstDay, lastDay, renamedOn } = abroad;
/** The same company without a new naming: only then the written stage says what is open on both days. */
const plain = {
  ...abroad.texts,
  "history.csv": abroad.texts["history.csv"]!.replaceAll(/,(On hold|Parked),/g, ",Qualification,"),
  "funnel.yaml": "removed: [Deleted, Merged]\n",
};
const CLOSED: Readonly<Record<string, BridgeKind>> = {
  "Closed Won": "won",
  "Closed Lost": "lost",
  Deleted: "deleted",
  Merged: "merged",
};
const isOpen = (row: AbroadRow): boolean => !(row.stage in CLOSED);

type Tally = Partial<Record<string, { count: number; amount: number }>>;
function add(tally: Tally, kind: string, amount: number): void {
  const { count, amount: sum } = tally[kind] ?? { count: 0, amount: 0 };
  tally[kind] = { count: count + 1, amount: sum + amount };
}

function addCounts(all: Tally, more: Tally): void {
  for (const [kind, entry] of Object.entries(more))
    all[kind] = { count: (all[kind]?.count ?? 0) + entry!.count, amount: 0 };
}
const isRare = (tally: Tally, kind: string): boolean => (tally[kind]?.count ?? 0) < 20;

const random = smallFastRandom(SEED, 2);
const pairs = Array.from({ length: 100 }, () => {
  const [a, b] = [0, 0].map(() => firstDay + Math.floor(random() * (lastDay - firstDay + 1))) as [Day, Day];
  return a < b ? { from: a, to: b } : { from: b, to: a };
});

/** What the written rows of one opportunity tell of all that is open, one row after the other. */
function tellTruth(of: readonly AbroadRow[], { from, to }: { from: Day; to: Day }, truth: Tally): void {
  const before = of.findLast(({ day }) => day <= from);
  const seen = of.filter(({ day }) => day <= to);
  const after = seen.at(-1);
  if (after === undefined) return;
  const wasIn = before !== undefined && isOpen(before);
  const lastOpen = seen.findLast(isOpen);
  const isUnknownWin = after.stage === "Closed Won" && after.amount === "";
  const leaving = after.stage === "Closed Won" && !isUnknownWin ? after : (lastOpen ?? after);
  const closing = seen[seen.findLastIndex((row, i) => i === 0 || seen[i - 1]!.stage !== row.stage)]!;
  const valuedOn = isOpen(after) ? to : closing.day;
  const amount = worthOn(leaving, valuedOn);
  const exit = CLOSED[after.stage];
  if (!wasIn) {
    const cameIn = seen.some((row) => row.day > from && isOpen(row));
    const wonAtOnce = exit === "won" && closing.day > from;
    const isBack = before !== undefined && CLOSED[before.stage] === exit;
    if (isBack || (!cameIn && !wonAtOnce)) return;
    add(truth, before === undefined ? "created" : "reopened", amount);
  } else {
    const [then, now] = [worthOn(before, from), worthOn(before, valuedOn)];
    if (now !== then) add(truth, now > then ? "currencyUp" : "currencyDown", Math.abs(now - then));
    if (amount !== now) add(truth, amount > now ? "increased" : "decreased", Math.abs(amount - now));
  }
  if (exit !== undefined) add(truth, exit, amount);
}

let imported: ImportedPipeline;
let renamed: ImportedPipeline;
beforeAll(async () => {
  imported = await importTexts(plain);
  renamed = await importTexts(abroad.texts);
});

function bridgeOf({ log, funnel }: ImportedPipeline, from: Day, to: Day): PipelineBridge {
  const bridge = pipelineBridge(log, { from, to, funnel });
  if (!bridge.ok) throw new Error(`No bridge from ${isoFromDay(from)} to ${isoFromDay(to)}`);
  expect(bridge.value.residual).toBe(0);
  return bridge.value;
}

/** The bars that occurred, by kind. */
const told = (bridge: PipelineBridge): Tally =>
  Object.fromEntries(
    barsOf(bridge.changes).flatMap(({ kind, count, amount }) =>
      count > 0 ? [[kind, { count, amount }]] : [],
    ),
  );

describe(`bridges of a generated company in three currencies (seed ${SEED})`, () => {
  it("tell between 100 random pairs of days what its written rows tell, each kind of move, in cents", () => {
    const all: Tally = {};
    for (const { from, to } of pairs) {
      const truth: Tally = {};
      for (const of of rows.values()) tellTruth(of, { from, to }, truth);
      expect([from, to, told(bridgeOf(imported, from, to))]).toEqual([from, to, truth]);
      addCounts(all, truth);
    }
    const kinds = ["created", "reopened", "currencyUp", "currencyDown", "increased", "decreased", "won", "lost", "deleted", "merged"]; // prettier-ignore
    expect(kinds.filter((kind) => isRare(all, kind))).toEqual([]);
  });

  it.each(["owner", "forecast_category"] as const)("pass on by %s what changed hands, in cents", (name) => {
    const attribute = imported.log.attributes.find((column) => column.name === name)!;
    const of = (row: AbroadRow): string => (name === "owner" ? row.owner : row.category);
    let passedOn = 0;
    for (const { from, to } of pairs) {
      const truth: Tally = {};
      for (const written of rows.values()) {
        const before = written.findLast(({ day }) => day <= from);
        const after = written.findLast(({ day }) => day <= to);
        if (before === undefined || !isOpen(before) || of(before) === of(after!)) continue;
        add(truth, `${of(before)} groupOut`, worthOn(before, from));
        add(truth, `${of(after!)} groupIn`, worthOn(before, from));
        passedOn++;
      }
      const groups = groupBridges(bridgeOf(imported, from, to), attribute);
      expect(groups.filter(({ residual }) => residual !== 0)).toEqual([]);
      const moved: Tally = {};
      for (const { name: group, bars } of groups)
        for (const { kind, count, amount } of bars)
          if (count > 0 && kind.startsWith("group")) moved[`${group} ${kind}`] = { count, amount };
      expect(moved).toEqual(truth);
    }
    expect(passedOn).toBeGreaterThan(20);
  });

  it("say what a new naming of the stages did to the first day, both ways, in cents", () => {
    const all: Tally = {};
    for (const early of [40, 90, 150, 200]) {
      for (const late of [0, 20, 60]) {
        const [from, to] = [addDays(renamedOn, -early), addDays(renamedOn, late)];
        const truth: Tally = {};
        for (const of of rows.values()) {
          const before = of.findLast(({ day }) => day <= from);
          if (before?.recordedStage === ON_HOLD) add(truth, "stageMapOut", worthOn(before, from));
          if (before?.recordedStage === PARKED) add(truth, "stageMapIn", worthOn(before, from));
        }
        const { stageMapIn, stageMapOut } = told(bridgeOf(renamed, from, to));
        expect({ stageMapIn, stageMapOut }).toEqual(truth);
        addCounts(all, truth);
      }
    }
    expect(["stageMapIn", "stageMapOut"].filter((kind) => isRare(all, kind))).toEqual([]);
  });
});
