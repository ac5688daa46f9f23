/** Colours for a terminal, or none. */
import { printable } from "./printable.ts";

export type Colour = "bold" | "green" | "yellow" | "red" | "dim";

export type Paint = (text: string, colour: Colour) => string;

/** ECMA-48, "select graphic rendition". */
const CODES: Readonly<Record<Colour, number>> = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33 };

export const plain: Paint = (text) => text;
export const coloured: Paint = (text, colour) => `\x1b[${CODES[colour]}m${text}\x1b[0m`;

/** What `coloured` puts into a line, and nothing else that a terminal obeys. */
const OWN_CODES = new RegExp(`(\x1b\\[(?:0|${Object.values(CODES).join("|")})m)`);

/** A line with the colours of `coloured` in it; all else in it becomes printable. */
export const printableInColour = (line: string): string =>
  line.split(OWN_CODES).map((part, index) => index % 2 === 1 ? part : printable(part)).join("");

/** The colour of a resource's state. */
export const MOOD_COLOURS = { good: "green", moving: "yellow", bad: "red", off: "dim" } as const;
