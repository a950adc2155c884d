/** An option of the command line. */
const OPTION = /(?<![\w-])--([a-z]+(?:-[a-z]+)*)/g;

/**
 * A message about options, for who knows them as fields of a request: `--as-of` is `"asOf"` there. One that names a command stays as it is.
 */
export function inFieldNames(message: string): string {
  if (/\brevcast [a-z]/.test(message)) return message;
  return message.replace(OPTION, (_option, name: string) => {
    const field = name.replace(/-([a-z])/g, (_dash, letter: string) => letter.toUpperCase());
    return `"${field}"`;
  });
}
