/** An answer that may not exist: its value, or the reason why there is none. Never NaN, never a bare null. */
export type Outcome<Value, Reason extends string = string> =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly reason: Reason };

export function found<Value>(value: Value): Outcome<Value, never> {
  return { ok: true, value };
}

export function missing<Reason extends string>(reason: Reason): Outcome<never, Reason> {
  return { ok: false, reason };
}
