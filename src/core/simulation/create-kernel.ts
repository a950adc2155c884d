import type { DrawBlocks } from "./block-size.ts";
import type { BlockKernel } from "./kernel.ts";
import type { SimulationPlan } from "./plan.ts";
import { createPlainKernel } from "./plain-monte-carlo.ts";
import { preparePlan, type PreparedPlan } from "./prepare-plan.ts";
import { createReferenceKernel } from "./reference-kernel.ts";
import { createWasmKernel } from "./wasm-kernel.ts";

/** `wasm` and `typescript` give the same bytes; `plain` is plain Monte Carlo, for audits. */
export type KernelName = "wasm" | "typescript" | "plain";

/** All that a thread needs to make a kernel; posted to workers as it is. */
export type KernelInput =
  | { readonly name: "wasm" | "typescript"; readonly blocks: DrawBlocks; readonly prepared: PreparedPlan }
  | {
      readonly name: "plain";
      readonly blocks: DrawBlocks;
      readonly plan: SimulationPlan;
      readonly seed: number;
    };

/**
 * @param countsStrands false where only the draws themselves are wanted, which it never changes
 * @throws {RangeError} when the plan breaks its own rules
 */
export function kernelInputOf(
  name: KernelName,
  plan: SimulationPlan,
  blocks: DrawBlocks,
  seed: number,
  countsStrands = true,
): KernelInput {
  if (name === "plain") return { name, blocks, plan, seed };
  return { name, blocks, prepared: preparePlan(plan, blocks, seed, countsStrands) };
}

export function createKernel(input: KernelInput): BlockKernel {
  if (input.name === "plain") return createPlainKernel(input.plan, input.blocks, input.seed);
  return input.name === "wasm" ? createWasmKernel(input.prepared) : createReferenceKernel(input.prepared);
}
