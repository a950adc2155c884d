/** How standard output is to be written to: colour only where a person reads it. */
export function terminalLook(): { readonly width: number; readonly colour: boolean } {
  const { stdout, env } = process;
  const wantsColour = env["NO_COLOR"] === undefined || env["NO_COLOR"] === "";
  return { width: stdout.columns ?? 80, colour: stdout.isTTY && wantsColour && env["TERM"] !== "dumb" };
}
