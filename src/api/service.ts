import type { Authenticate } from "../app/access/find-key.ts";
import type { Sights } from "../app/access/sights.ts";
import type { Subtrees } from "../app/access/subtrees.ts";
import type { FileReader } from "../app/reading/file-reader.ts";
import type { ShownResults } from "../app/results/read-shown-result.ts";
import type { Pipelines } from "../app/requests/pipelines.ts";
import type { RunCarrier } from "../app/requests/start-run.ts";
import type { WebhookRules } from "../app/schedules/check-webhook.ts";
import type { Workspace } from "../app/workspace/workspace.ts";
import type { Limits } from "./limits.ts";

/** All that the routes work with. */
export interface Service {
  readonly store: Workspace["store"];
  /** Reads what is sent, in processes of their own. */
  readonly files: FileReader;
  readonly authenticate: Authenticate;
  readonly sights: Sights;
  readonly subtrees: Subtrees;
  readonly pipelines: Pipelines;
  readonly results: ShownResults;
  /** Carries runs at once; undefined where other processes find them. */
  readonly runs: RunCarrier | undefined;
  /** Addresses that schedules may report to. */
  readonly webhookRules: WebhookRules;
  readonly limits: Limits;
  /** Version of the package. */
  readonly version: string;
  /** Folder for uploads until they are read. */
  readonly scratchFolder: string;
}
