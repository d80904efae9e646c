/** What the command line ends with; the help says the same. */
export const exitBug = 1;
/** `verify`: something differs. */
export const exitDiffers = 1;
/** Wrong input: a path, a file, a flag. */
export const exitInput = 2;
export const exitInterrupted = 130;
