/**
 * Rows of a page of any table. What a click costs is drawing them, whatever the board's length: so they are few. Apart from the
 * boards' own views, which most tables' scripts do without.
 */
export const pageRows = 30;
