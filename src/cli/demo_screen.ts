/** How the demo looks: numbered steps, and the client's last seconds as a strip of marks. */
import type { Answer } from "../lab/mod.ts";

/** Each mark of the strip stands for this many milliseconds. */
const MARK = 50;
const MARKS = 60;

const colourful = Deno.stdout.isTerminal() && Deno.env.get("NO_COLOR") === undefined;
const paint = (code: string, text: string): string =>
  colourful ? `\x1b[${code}m${text}\x1b[0m` : text;

export const bold = (text: string): string => paint("1", text);
export const dim = (text: string): string => paint("2", text);
export const good = (text: string): string => paint("32", text);
export const bad = (text: string): string => paint("31;1", text);
/** One colour a node, so that a change of hands is seen at a glance. */
const NODE_COLOURS = ["36", "33", "35"];

export class DemoScreen {
  #step = 0;

  constructor(readonly steps: number) {}

  print(text = ""): void {
    console.log(text);
  }

  /** The next step's title, and under it what to look at. */
  step(title: string, what: string): void {
    this.#step += 1;
    this.print(`\n${bold(`${this.#step}/${this.steps}  ${title}`)}`);
    if (what !== "") this.print(indent(dim(what)));
  }

  /** What came of it. */
  result(text: string): void {
    this.print(indent(text));
  }

  /** A command as one would type it, and what it printed. */
  command(command: string, output: string): void {
    this.print(indent(`${dim("$")} ${command}`));
    this.print(indent(dim(output.trim())));
  }

  /** The strip of the last seconds before `to`, and what it says. */
  strip(answers: readonly Answer[], to: number): void {
    this.print(indent(strip(answers, to)));
  }

  /** Draws the strip over and over until `stop` is called; only where someone is watching. */
  live(answers: () => readonly Answer[], now: () => number): { stop(): void } {
    if (!colourful) return { stop: () => {} };
    const draw = () =>
      Deno.stdout.writeSync(new TextEncoder().encode(`\r${indent(strip(answers(), now()))}`));
    const timer = setInterval(draw, MARK * 2);
    return {
      stop: () => {
        clearInterval(timer);
        Deno.stdout.writeSync(new TextEncoder().encode("\r\x1b[2K"));
      },
    };
  }
}

const indent = (text: string): string =>
  text.split("\n").map((line) => `     ${line}`.trimEnd()).join("\n");

/** `n1 ████████····████ n2`: who answered first and last, a dot where nobody did. */
export function strip(answers: readonly Answer[], to: number): string {
  const from = to - MARK * MARKS;
  const cells = Array.from({ length: MARKS }, () => "");
  for (const { at, from: node } of answers) {
    const cell = Math.floor((at - from) / MARK);
    if (cell >= 0 && cell < MARKS) cells[cell] = node;
  }
  const marks = cells.map((node) => node === "" ? bad("·") : paint(colourOf(node), "█"));
  const [first = "––", last = "––"] = [
    cells.find((node) => node !== ""),
    cells.findLast((node) => node !== ""),
  ];
  return `${paint(colourOf(first), first)} ${marks.join("")} ${paint(colourOf(last), last)}`;
}

const colourOf = (node: string): string =>
  NODE_COLOURS[(Number(node.replace(/^\D+/, "")) || 1) % NODE_COLOURS.length] ?? "37";
