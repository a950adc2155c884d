/** How much overlapping windows are worth, in words: `about 5 independent ones`. */
export function independentWindowsText(effectiveWindows: number, noun = "one"): string {
  const windowCount = Math.round(effectiveWindows);
  if (windowCount < 1) return `less than one independent ${noun}`;
  return `about ${windowCount} independent ${noun}${windowCount === 1 ? "" : "s"}`;
}
