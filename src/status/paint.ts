/** Colours for a terminal, or none. */
export type Colour = "bold" | "green" | "yellow" | "red" | "dim";

export type Paint = (text: string, colour: Colour) => string;

/** ECMA-48, "select graphic rendition". */
const CODES: Readonly<Record<Colour, number>> = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33 };

export const plain: Paint = (text) => text;
export const coloured: Paint = (text, colour) => `\x1b[${CODES[colour]}m${text}\x1b[0m`;

/** The colour of a resource's state. */
export const MOOD_COLOURS = { good: "green", moving: "yellow", bad: "red", off: "dim" } as const;
