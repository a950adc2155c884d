/** Words in the name of a column that holds a person at a customer, or how to reach one. */
const CONTACT =
  /contact|e-?mail|phone|mobile|fax|first.?name|last.?name|full.?name|salutation|birth|linkedin|champion|decision.?maker|signer|address/i;

/** Whether a column of the pipeline names people at customers (C3). */
export function isContactColumn(name: string): boolean {
  return CONTACT.test(name);
}
