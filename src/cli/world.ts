/** All that a command touches outside itself, so that tests can put something else in its place. */
import process from "node:process";

export interface World {
  /** One text to standard output, a line end added. */
  readonly print: (text: string) => void;
  /** The same to standard error. */
  readonly complain: (text: string) => void;
  /** What runs hb: `deno 2.9.6, v8 15.0`. */
  readonly runtime: string;
}

/** The real one. */
export const world: World = {
  print: (text) => console.log(text),
  complain: (text) => console.error(text),
  runtime: `deno ${process.versions["deno"]}, v8 ${process.versions.v8}`,
};
