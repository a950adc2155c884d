import { RunPage } from "../../contracts/api/run.ts";
import type { RunSummary } from "../../contracts/run.ts";
import type { Store } from "../../store/store.ts";
import { coalesced } from "../access/coalesced.ts";
import { MOMENT, readCursor, ROW_ID, writeCursor } from "../access/cursor.ts";
import type { Sight } from "../access/sight.ts";
import { showRun, withoutTargets } from "../results/show-run.ts";
import { listRuns, type RunFilter } from "../runs/read-run.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { jsonAnswer, type JsonAnswer } from "./kept-json.ts";

interface AskedPage {
  readonly limit: number;
  readonly cursor?: string | undefined;
  readonly kind?: string | undefined;
  readonly state?: RunSummary["state"] | undefined;
}

/** A page of runs, the newest first; each by itself shows its targets too. @throws {AppFailure} usage for a cursor that is none */
export type RunPages = (workspace: Workspace, sight: Sight, asked: AskedPage) => Promise<JsonAnswer>;

/** Pages for who asks again and again how runs stand: requests of one moment share a read, and those of one sight what is sent. */
export function createRunPages(store: Store): RunPages {
  const rowsOf = coalesced((name) => {
    const { tenantId, ...filter } = JSON.parse(name) as RunFilter & { readonly tenantId: string };
    return listRuns({ store, tenantId }, filter);
  });
  const pagesOf = new WeakMap<readonly RunSummary[], Map<string, JsonAnswer>>();
  return async ({ tenantId }, sight, { limit, cursor, kind, state }) => {
    const [madeAt, id] = cursor === undefined ? [] : readCursor(cursor, "runs", [MOMENT, ROW_ID]);
    const after = madeAt === undefined || id === undefined ? undefined : { madeAt, id };
    const found = await rowsOf(JSON.stringify({ tenantId, limit: limit + 1, after, kind, state }));
    const pages = pagesOf.get(found) ?? new Map<string, JsonAnswer>();
    pagesOf.set(found, pages);
    const page = pages.get(sight.key) ?? jsonAnswer(RunPage.parse(pageOf(found, limit, sight)));
    pages.set(sight.key, page);
    return page;
  };
}

/** @param found as many as asked for, or one more when there are more */
function pageOf(found: readonly RunSummary[], limit: number, sight: Sight): RunPage {
  const shown = found.slice(0, limit);
  const last = shown.at(-1);
  const isLast = found.length <= limit || last === undefined;
  return {
    rows: shown.map((run) => withoutTargets(showRun(run, sight))),
    nextCursor: isLast ? null : writeCursor("runs", [last.madeAt, last.id]),
  };
}
