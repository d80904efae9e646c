import { protocolTaskIds, type TaskId, taskIds } from "../contract/index.ts";
import { chosen } from "./list-option.ts";

/** Tasks joined by commas. "all" is the protocol's six: own data has to be asked for by name. */
export function chosenTasks(text: string): TaskId[] {
  return chosen(text, text === "all" ? protocolTaskIds : taskIds, "task");
}
