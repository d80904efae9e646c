import { resolve } from "node:path";
import type { Command } from "commander";

/** Options that name a place: relative to where the command was typed. */
const places = ["data", "out", "weights", "cache"];

/**
 * The options that were typed of one command, as far as another takes them too: to start it, or to tell how.
 *
 * @param other the command that is to take them
 */
export function typedOptions(command: Command, other: Command): string[] {
  const taken = new Set(other.options.map(({ long }) => long));
  return command.options.flatMap((option) => {
    const { long } = option;
    const name = option.attributeName();
    if (!long || !taken.has(long) || command.getOptionValueSource(name) !== "cli") return [];
    const value: unknown = command.getOptionValue(name);
    if (typeof value === "boolean") return [long];
    return [long, places.includes(name) ? resolve(`${value}`) : `${value}`];
  });
}
