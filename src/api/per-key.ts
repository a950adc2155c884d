import { AppFailure } from "../contracts/failure.ts";

/** Takes one of the places of a key. @returns what gives it back @throws {AppFailure} too_many where it has none left */
export type PerKey = (keyId: string) => () => void;

/**
 * Places that each key has so many of at once.
 * @param what of which there are too many, as in "another stream"
 */
export function perKey(most: number, what: string): PerKey {
  const taken = new Map<string, number>();
  return (keyId) => {
    const count = taken.get(keyId) ?? 0;
    if (count >= most) {
      throw new AppFailure("too_many", `Cannot open ${what}: this key has ${count}, as many as are allowed`);
    }
    taken.set(keyId, count + 1);
    let isTaken = true;
    return () => {
      if (!isTaken) return;
      isTaken = false;
      const left = taken.get(keyId)! - 1;
      if (left > 0) taken.set(keyId, left);
      else taken.delete(keyId);
    };
  };
}
