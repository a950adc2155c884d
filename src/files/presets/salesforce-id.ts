/**
 * An id of Salesforce as it is compared: reports show the first 15 characters, which tell upper from lower case, and the
 * API adds 3 to them. Ids of another shape stay as they are.
 */
export function sameId(id: string): string {
  return /^006[A-Za-z0-9]{15}$/.test(id) ? id.slice(0, 15) : id;
}

/** Whether a value is the id of a user or a queue rather than a name. */
export function isUserId(value: string): boolean {
  return /^(005|00G)[A-Za-z0-9]{12}([A-Za-z0-9]{3})?$/.test(value);
}
