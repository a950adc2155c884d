import type { RunFailure } from "../../contracts/run.ts";
import type { ReadRecords } from "../../files/records/read-customer-records.ts";
import type { LoadedPipeline } from "../workspace/load-pipeline.ts";

/** Names a cell at one of its epochs. */
export interface CellRef {
  readonly tenantId: string;
  readonly runId: string;
  readonly ordinal: number;
  /** Raised by cancel and redrive: work of an earlier epoch is dropped when it reports. */
  readonly epoch: number;
}

/** What a cell does of its run: all of it, one of several parts, or the answer out of all parts. */
export type CellKind = "whole" | "part" | "merge";

/** Which share of the work; each part finds its own bounds from it. */
export interface CellPart {
  readonly index: number;
  readonly count: number;
}

/** A kept definition that a run uses, as it was when the run was submitted. */
export interface RunDocument {
  readonly kind: string;
  readonly name: string;
  readonly sha256: string;
  readonly text: string;
  /** True of targets that nobody named: they are taken because the workspace keeps no others. */
  readonly isDefault?: boolean | undefined;
}

/** All that the result of a cell depends on besides the pipeline; plain data. */
export interface CellWork {
  /** Kind of the run. */
  readonly kind: string;
  readonly step: CellKind;
  readonly request: unknown;
  readonly part: CellPart | undefined;
  readonly documents: readonly RunDocument[];
  /** Results of the parts in their order, for a merge. */
  readonly results: readonly Uint8Array[];
}

/** What comes of a cell. The digests are those of the answer and its plan, where the cell gives the answer of the run. */
export interface ComputedCell {
  readonly bytes: Uint8Array;
  readonly resultDigest?: string | undefined;
  readonly planDigest?: string | undefined;
}

/** What a cell reads of its workspace. */
export interface CellPipeline extends Pick<LoadedPipeline, "imported" | "reading"> {
  /** The tables beside the pipeline, for kinds that read them. */
  readonly records?: ReadRecords;
}

/** What a computation is given; none of the context but the pipeline changes its result. */
export interface ComputeContext {
  readonly pipeline: CellPipeline | undefined;
  readonly threads: number;
  /** Of them for a part of a run, while other parts of it are computed beside it. */
  readonly partThreads: number;
  readonly signal: AbortSignal;
  readonly onProgress: (step: string, share?: number) => void;
}

/** Computes cells of runs by the kind of their run. */
export type ComputeKinds = Readonly<
  Record<string, (work: CellWork, context: ComputeContext) => Promise<ComputedCell>>
>;

/** How the computation of a cell ended. */
export type ComputeOutcome =
  | { readonly kind: "done"; readonly cell: ComputedCell }
  /** The world said no: it will say so every time. */
  | { readonly kind: "failed"; readonly failure: RunFailure }
  /** The process died, or there is a mistake in revcast. */
  | { readonly kind: "crashed"; readonly reason: string }
  | { readonly kind: "cancelled" };
