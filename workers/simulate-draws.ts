import {
  runSimulationJob,
  type SimulationJob,
  type SimulationJobResult,
} from "../src/core/simulation/simulation-job.ts";

/** Takes blocks of draws until none is left and writes their rows into shared memory. */
export default function simulateDraws(job: SimulationJob): SimulationJobResult {
  return runSimulationJob(job);
}
