const mostCharacters = 300;

/** What an error of somebody else's code says, in one line, for the message of an InputError. */
export function oneLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const line = message.replace(/\s+/g, " ").trim();
  return line.length > mostCharacters ? `${line.slice(0, mostCharacters)}...` : line;
}
