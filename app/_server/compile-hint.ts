/**
 * Asks the browser to compile a script whole while it arrives, off the thread that draws the page; Chromium does, from
 * version 136 and 30 kB on, to others it is a comment. Nearly all of these scripts runs at the start, and compiled function
 * by function that takes a phone more than its budget of 200 ms.
 */
const compileHint = Buffer.from("//# allFunctionsCalledOnLoad\n");

/** One of the build's own scripts as it is sent. */
export function withCompileHint(script: Buffer): Buffer {
  return Buffer.concat([compileHint, script]);
}
