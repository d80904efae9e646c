/** Can a name from outside be that of a file in a folder, and of nothing else? */
export const isPlainName = (name: string): boolean => /^\w[\w.+-]{0,200}$/.test(name);
