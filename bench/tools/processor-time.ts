/**
 * Milliseconds of processor time that all threads of this process spent on some work. On a machine that others use too
 * it hardly varies, where the time on the clock doubles.
 */
export async function processorTimeOf(work: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}
