import type { RunFailure } from "../../contracts/run.ts";
import type { CellWork, ComputedCell, ComputeContext } from "./cell-work.ts";

/** A pipeline and its name; without the pipeline the one that was sent under this name is meant. */
export interface SentPipeline {
  readonly key: string;
  readonly pipeline: ComputeContext["pipeline"];
}

/** What a computing process is told. */
export type ToCompute =
  | {
      readonly kind: "work";
      readonly id: number;
      readonly work: CellWork;
      readonly pipeline: SentPipeline | undefined;
      readonly threads: number;
      readonly partThreads: number;
    }
  | { readonly kind: "cancel"; readonly id: number };

/** What it says. */
export type FromCompute =
  | { readonly kind: "ready" }
  | {
      readonly kind: "progress";
      readonly id: number;
      readonly step: string;
      readonly share: number | undefined;
    }
  | { readonly kind: "done"; readonly id: number; readonly cell: ComputedCell }
  | { readonly kind: "failed"; readonly id: number; readonly failure: RunFailure }
  | { readonly kind: "cancelled"; readonly id: number }
  /** An error that is no `AppFailure`: a mistake of ours. */
  | { readonly kind: "broken"; readonly id: number; readonly reason: string };
