/** Options of the evaluator that take a place on the user's own machine, and what stands for it. */
const places: Readonly<Record<string, string>> = {
  "--data": "DIR",
  "--out": "DIR",
  "--weights": "DIR",
  "--cache": "DIR",
  "--images": "DIR",
  "--cells": "FILE",
  "--lock": "FILE",
  "--write": "FILE",
  "--config": "FILE",
  "--preprocessor": "FILE",
  "--token-file": "FILE",
  "--key": "FILE",
  "--from": "PATH",
};

/** Options that take an address, with what may be in it: names, passwords, machines. */
const addresses: Readonly<Record<string, string>> = { "--database": "ADDRESS", "--site": "ADDRESS" };

const isOption = (word: string) => /^--?[a-z][a-z0-9-]*(=|$)/i.test(word);
const isNumber = (word: string) => /^[0-9.,]+$/.test(word);

const isAddress = (word: string) => /[a-z][a-z0-9+.-]*:\/\//i.test(word);
const isPlace = (word: string) => /[/\\~]/.test(word) || /^[a-z]:/i.test(word);

/** What stands for words that are a place wherever they stand; the words themselves where they are none. */
function placeless(words: readonly string[]): readonly string[] {
  if (words.some(isAddress)) return ["ADDRESS"];
  return words.some(isPlace) ? ["PATH"] : words;
}

/** Words before any option: a place may have spaces, so it takes all that follow. */
function placelessFrom(words: readonly string[]): readonly string[] {
  const first = words.findIndex(isPlace);
  return first === -1 ? words : [...words.slice(0, first), ...placeless(words.slice(first))];
}

function shownValue(option: string, words: readonly string[]): readonly string[] {
  const known = places[option] ?? addresses[option];
  // `data scenes --images 60` counts.
  return known !== undefined && words.length > 0 && !words.every(isNumber) ? [known] : placeless(words);
}

/**
 * A command as it may be shown: what it says of the uploader's own machine, folders, files and addresses, is replaced by what
 * the documents call them. The evaluator joins a command's words by spaces without quotes, so whatever stands up to the next
 * option is the option's value, a place with spaces in it too.
 */
export function shownCommand(command: string): string {
  const shown: string[] = [];
  let option: string | null = null;
  let value: string[] = [];
  const close = () => {
    shown.push(...(option === null ? placelessFrom(value) : shownValue(option, value)));
    value = [];
  };
  for (const word of command.split(/\s+/).filter(Boolean)) {
    if (!isOption(word)) {
      value.push(word);
      continue;
    }
    close();
    const [name = word, ...given] = word.split("=");
    option = name;
    if (given.length > 0) value.push(given.join("="));
    shown.push(name);
  }
  close();
  return shown.join(" ");
}
