/**
 * A look at TOML text before its parser gets it: what would keep that busy for minutes or exhaust its
 * stack is found here, in one pass that keeps no tree.
 *
 *     lines ─► keys set twice in one table, each with the line of the first
 *          └─► the first thing that is larger than any cluster needs
 *
 * It knows strings, comments and brackets, and nothing else of the language: what is no TOML is the
 * parser's to tell.
 */
import type { Position } from "./problem.ts";

/** Brackets within brackets, and parts of a dotted key; cluster.toml needs three of each. */
const DEEPEST = 32;
/** Characters of one text or number. */
const LONGEST_TEXT = 65_536;
/** Ten thousand resources with a constraint each have two thirds of it. */
const MOST_VALUES = 150_000;

export interface Outline {
  /** Headers, keys and items of lists. */
  readonly values: number;
  /** Null: the parser may have it. */
  readonly excess: { readonly at: Position; readonly reason: string } | null;
  /** In the order of the file; only such that end on their line. */
  readonly again: readonly RepeatedKey[];
}

export interface RepeatedKey {
  readonly line: number;
  readonly first: number;
}

/** Lines end with a line feed alone. */
export const outline = (text: string): Outline => new Outliner(text).read();

const KEY = /[ \t]*([A-Za-z0-9_-]+)[ \t]*=/y;
const HEADER = /[ \t]*\[/y;
/** What has no meaning here. */
const PLAIN = /[^\n#"'[\]{}.=,]+/y;

class Outliner {
  #at = 0;
  #line = 1;
  #lineStart = 0;
  #values = 0;
  #texts = 0;
  #excess: Outline["excess"] = null;
  /** Of the table that is open: the line of each key. */
  #seen = new Map<string, number>();
  readonly #again: RepeatedKey[] = [];

  constructor(private readonly text: string) {}

  read(): Outline {
    while (this.#at < this.text.length && this.#excess === null) this.#statement();
    return { values: this.#values, excess: this.#excess, again: this.#again };
  }

  /** A header, or a key and its value to the end of that. */
  #statement(): void {
    const line = this.#line;
    const key = this.#match(KEY)?.[1];
    if (this.#match(HEADER) !== null) {
      this.#seen = new Map();
      this.#countValue();
    }
    this.#walk();
    if (key === undefined) return;
    const first = this.#seen.get(key);
    if (first === undefined) this.#seen.set(key, line);
    // Past the line's end by now.
    else if (this.#line === line + 1) {
      this.#again.push({ line, first });
      this.#values -= 1;
    }
  }

  /** To the end of the line on which no bracket is open. */
  #walk(): void {
    let depth = 0;
    let dots = 0;
    while (this.#at < this.text.length && this.#excess === null) {
      const character = this.text[this.#at];
      switch (character) {
        case "\n":
          this.#nextLine();
          if (depth <= 0) return;
          continue;
        case "#":
          this.#skipTo(this.text.indexOf("\n", this.#at));
          continue;
        case '"':
        case "'":
          this.#string(character);
          continue;
        case "[":
        case "{":
          depth += 1;
          dots = 0;
          if (depth > DEEPEST) this.#exceed(`it has more than ${DEEPEST} brackets within brackets`);
          break;
        case "]":
        case "}":
          depth -= 1;
          break;
        case ".":
          dots += 1;
          if (dots >= DEEPEST) this.#exceed(`a key has more than ${DEEPEST} parts`);
          break;
        case "=":
        case ",":
          dots = 0;
          this.#countValue();
          break;
        default:
          this.#plain();
          continue;
      }
      this.#at += 1;
    }
    // A last line without its end.
    if (this.#at >= this.text.length) this.#line += 1;
  }

  #match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    return pattern.exec(this.text);
  }

  #countValue(): void {
    this.#values += 1;
    if (this.#values > MOST_VALUES) this.#exceed(`it has more than ${MOST_VALUES} values`);
  }

  #plain(): void {
    const length = this.#match(PLAIN)?.[0].length ?? 1;
    if (length > LONGEST_TEXT) this.#exceed(`a value has more than ${LONGEST_TEXT} characters`);
    this.#at += length;
  }

  #string(quote: string): void {
    const start = this.#at;
    this.#texts += 1;
    if (this.#texts > MOST_VALUES) this.#exceed(`it has more than ${MOST_VALUES} texts`);
    const long = this.text.startsWith(quote.repeat(3), start);
    const end = long ? this.#endOfLong(quote, start + 3) : this.#endOfShort(quote, start + 1);
    if (end - start > LONGEST_TEXT) this.#exceed(`a text has more than ${LONGEST_TEXT} characters`);
    for (let at = start; long && at < end; at++) {
      if (this.text[at] === "\n") [this.#line, this.#lineStart] = [this.#line + 1, at + 1];
    }
    this.#at = end;
  }

  /** Behind its last quote; one without an end goes to the end of its line. */
  #endOfShort(quote: string, from: number): number {
    for (let at = from; at < this.text.length; at++) {
      if (this.text[at] === "\n") return at;
      if (this.text[at] === quote) return at + 1;
      if (quote === '"' && this.text[at] === "\\" && this.text[at + 1] !== "\n") at += 1;
    }
    return this.text.length;
  }

  #endOfLong(quote: string, from: number): number {
    for (let at = from; at < this.text.length; at++) {
      if (this.text[at] === "\\" && quote === '"') at += 1;
      else if (this.text.startsWith(quote.repeat(3), at)) {
        let end = at + 3;
        // Two more quotes may belong to the text.
        while (end < at + 5 && this.text[end] === quote) end += 1;
        return end;
      }
    }
    return this.text.length;
  }

  #nextLine(): void {
    this.#line += 1;
    this.#at += 1;
    this.#lineStart = this.#at;
  }

  #skipTo(end: number): void {
    this.#at = end < 0 ? this.text.length : end;
  }

  #exceed(reason: string): void {
    const at = { line: this.#line, column: this.#at - this.#lineStart + 1 };
    this.#excess ??= { at, reason };
  }
}
