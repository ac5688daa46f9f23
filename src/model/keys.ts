/** The secrets that the nodes share, and how a line of their file says one. */
export interface Key {
  /** 1 to 32 of `A-Z a-z 0-9 . _ -`, so that a roll-over can tell old from new. */
  readonly id: string;
  readonly secret: Uint8Array;
}

/** The first signs what this node sends; what any of them signed is accepted. At least one. */
export type Keys = readonly [Key, ...Key[]];

/** The lines of a keys file. */
export const keyLines = (text: string): readonly string[] =>
  text.replace(/^\uFEFF/, "").split(/\r?\n/);

/** An ID and a SECRET where the line is in order; none where it is empty or a comment. */
export const keyWords = (line: string): readonly string[] =>
  line.replace(/#.*/, "").trim().split(/\s+/).filter((word) => word !== "");

/** @param digits an even number of hexadecimal ones. */
export const secretOf = (digits: string): Uint8Array =>
  Uint8Array.from(digits.match(/../g) ?? [], (pair) => parseInt(pair, 16));

/** The key that signs, of a file that was found to be in order; null: it has none. */
export function firstKey(text: string): Key | null {
  const [id, secret] = keyLines(text).map(keyWords).find(({ length }) => length > 0) ?? [];
  return id === undefined || secret === undefined ? null : { id, secret: secretOf(secret) };
}
