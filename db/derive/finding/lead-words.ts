import { protocolTaskIds, type TaskId } from "#contract/tasks";
import { list } from "../list-words.ts";
import { aloneByFamily, isAlone, type Lead } from "./leads.ts";
import { numberWord, taskPhrases } from "./task-phrases.ts";

/** Names beyond these are counted. */
const mostNamed = 3;

const does = (family: string, task: TaskId) => `${family} ${taskPhrases[task].does} best`;
const nouns = (tasks: readonly TaskId[]) => list(tasks.map((task) => taskPhrases[task].noun));
const tasksOf = (leads: readonly Lead[]) => leads.map(({ task }) => task);

/** "six tasks", or "the four tasks measured" where the protocol has more. */
const someTasks = (count: number) =>
  count === protocolTaskIds.length ? `${numberWord(count)} tasks` : `the ${numberWord(count)} tasks measured`;

function allTasks(count: number): string {
  const all = count === 2 ? "both" : `all ${numberWord(count)}`;
  return count === protocolTaskIds.length ? `${all} tasks` : `${all} tasks measured`;
}

/** Of a board with one task that can be compared. */
function oneTask({ task, contenders, leaders, families }: Lead): string[] {
  const [family = ""] = families;
  const all = `${numberWord(contenders)} backbones`;
  if (families.length === 1) return [`${does(family, task)} of ${all}`];
  const where = `in ${taskPhrases[task].noun}`;
  if (leaders === contenders) {
    const nobody =
      contenders === 2 ? `neither of ${all} is ahead of the other` : `none of ${all} is ahead of another`;
    return [`${nobody} ${where}`];
  }
  if (families.length <= mostNamed) return [`${list(families)} share the lead ${where} among ${all}`];
  return [`${numberWord(leaders)} of ${all} share the lead ${where}`];
}

/** Of a board on which no family has a task to itself. */
function allShared(leads: readonly Lead[]): string[] {
  const [first] = leads;
  const everywhere = (first?.families ?? []).filter((family) =>
    leads.every(({ families }) => families.includes(family)),
  );
  if (everywhere.length === 0 || everywhere.length > mostNamed) {
    return [`no backbone leads alone in any of ${someTasks(leads.length)}`];
  }
  const share = everywhere.length === 1 ? "shares" : "share";
  return [`${list(everywhere)} ${share} the lead in ${allTasks(leads.length)}`];
}

/** What the families that come after the first have to themselves. */
function ofOthers(others: readonly (readonly [string, readonly TaskId[]])[]): string[] {
  if (others.length <= 2) {
    return others.map(([family, tasks]) =>
      tasks.length === 1
        ? tasks.map((task) => does(family, task)).join()
        : `${family} leads in ${nouns(tasks)}`,
    );
  }
  const count = others.reduce((sum, [, tasks]) => sum + tasks.length, 0);
  const share = count === others.length ? "one task each" : `${numberWord(count)} tasks between them`;
  return [`${numberWord(others.length)} others lead ${share}`];
}

/** Where the lead is shared: with the family that was just said to lead, or among others. */
function ofShared(
  shared: readonly Lead[],
  first: string,
): { readonly same: string; readonly other: string[] } {
  if (shared.length === 0) return { same: "", other: [] };
  const where = shared.length <= 2 ? nouns(tasksOf(shared)) : `${numberWord(shared.length)} more`;
  if (shared.every(({ families }) => families.includes(first))) {
    return { same: ` and shares the lead in ${where}`, other: [] };
  }
  return { same: "", other: [`nobody leads alone in ${where}`] };
}

/** Who leads how many of several tasks. */
function severalTasks(leads: readonly Lead[]): string[] {
  const alone = aloneByFamily(leads);
  const most = alone[0]?.[1].length ?? 0;
  if (most === 0) return allShared(leads);
  const winners = alone.filter(([, tasks]) => tasks.length === most);
  const others = ofOthers(alone.slice(winners.length));
  const [first, ...level] = winners.map(([family]) => family);
  const shared = leads.filter((lead) => !isAlone(lead));
  if (first === undefined || level.length >= mostNamed) {
    return [`no backbone leads more than ${numberWord(most)} of ${someTasks(leads.length)} alone`];
  }
  if (level.length > 0) {
    const { other } = ofShared(shared, "");
    if (most === 1)
      return [...alone.flatMap(([family, tasks]) => tasks.map((task) => does(family, task))), ...other];
    const each = `${list([first, ...level])} lead ${numberWord(most)} of ${someTasks(leads.length)} each`;
    return [each, ...others, ...other];
  }
  const { same, other } = ofShared(shared, first);
  const [task] = alone[0]?.[1] ?? [];
  if (most === 1 && task) return [`${does(first, task)}${same}`, ...other];
  const what = most === leads.length ? allTasks(most) : `${numberWord(most)} of ${someTasks(leads.length)}`;
  return [`${first} leads ${what}${same}`, ...others, ...other];
}

/** Clauses that say who leads which of a board's tasks, at least one. */
export function leadWords(leads: readonly [Lead, ...Lead[]]): string[] {
  const [first, ...more] = leads;
  return more.length === 0 ? oneTask(first) : severalTasks(leads);
}
