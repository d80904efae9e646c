import { databaseLocation, openDatabase, withRemedy } from "../open/client.ts";
import type { OpenDatabase } from "../open/shared-database.ts";
import { UsageError } from "./command.ts";

/** Opens the database of the environment, embedded only while nobody serves it, for one piece of work. */
export async function withDatabase(work: (open: OpenDatabase) => Promise<void>): Promise<void> {
  const location = databaseLocation();
  const open = await openDatabase(location);
  try {
    await work(open);
  } catch (error) {
    await open.close().catch(() => {});
    throw withRemedy(error, location);
  }
  await open.close();
}

export function noParameters(parameters: readonly string[]): void {
  if (parameters.length > 0) throw new UsageError(`unexpected "${parameters.join(" ")}"`);
}
