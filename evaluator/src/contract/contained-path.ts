/** Does a name from outside lead out of the folder that it is looked up in? Two dots within a name are no step up. */
export function leavesFolder(name: string): boolean {
  const isAbsolute = /^([/\\]|[a-z]:)/i.test(name);
  return isAbsolute || name.includes("\0") || name.split(/[/\\]/).includes("..");
}
