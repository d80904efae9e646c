/** Words as a POSIX shell takes them, quoted where they need it. */
export function shellCommand(words: readonly string[]): string {
  return words
    .map((word) => (/^[\w./:=,+@%-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`))
    .join(" ");
}
