/**
 * The user's input is wrong: a path, a file, a flag. The message names the thing, the value found and the value
 * expected. The command line prints the message alone and exits with 2; any other error is a bug and keeps its stack.
 */
export class InputError extends Error {
  override readonly name = "InputError";
}
