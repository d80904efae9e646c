import { textSchema } from "./text.ts";

const mostCharacters = 2000;

/** Why a text is no address that a page may link to and a program may fetch; null: it is one. */
export function webAddressProblem(text: string): string | null {
  const expected = "expected an address such as https://example.org/model.safetensors";
  if (text.length > mostCharacters)
    return `has ${text.length} characters; expected at most ${mostCharacters}`;
  // The parser of addresses would drop line breaks, and take https:name for https://name.
  const space = /[\s\p{C}]/u.exec(text)?.[0];
  if (space !== undefined) return `has a space or an invisible character; ${expected}`;
  if (!/^https:\/\/[^/?#\\]+/.test(text)) return `does not begin with https:// and a host; ${expected}`;
  let address: URL;
  try {
    address = new URL(text);
  } catch {
    return `is no address; ${expected}`;
  }
  if (address.username !== "" || address.password !== "") return `has a name or password in it; ${expected}`;
  return null;
}

/** https, with a host, without credentials. */
export const webAddress = textSchema(webAddressProblem);
