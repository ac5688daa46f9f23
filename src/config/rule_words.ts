/** The words of a rule, each with its place. */
import { ok, refuse, type Result } from "../model/mod.ts";
import type { RuleFault } from "./rule_text.ts";

export interface RuleWord {
  readonly text: string;
  /** From 0. */
  readonly at: number;
  readonly quoted: boolean;
}

const BARE = /[^\s()"']+/y;

/** Brackets stand alone; in quotes a backslash takes the next character as it is. */
export function splitRule(text: string): Result<readonly RuleWord[], RuleFault> {
  const words: RuleWord[] = [];
  for (let at = 0; at < text.length;) {
    const character = text[at] ?? "";
    if (/\s/.test(character)) at++;
    else if (character === "(" || character === ")") {
      words.push({ text: character, at: at++, quoted: false });
    } else if (character === '"' || character === "'") {
      const quoted = readQuoted(text, at);
      if (quoted === null) return refuse({ offset: at, reason: "a quote is not closed" });
      words.push({ text: quoted.value, at, quoted: true });
      at = quoted.end;
    } else {
      BARE.lastIndex = at;
      const bare = BARE.exec(text)?.[0] ?? character;
      words.push({ text: bare, at, quoted: false });
      at += bare.length;
    }
  }
  return ok(words);
}

function readQuoted(text: string, start: number): { value: string; end: number } | null {
  const quote = text[start];
  let value = "";
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === quote) return { value, end: at + 1 };
    if (text[at] === "\\") at++;
    value += text[at] ?? "";
  }
  return null;
}
