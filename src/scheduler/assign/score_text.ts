/** Scores as node attributes hold them. */
import { INFINITY, type Score } from "../../model/mod.ts";
import type { Working } from "../state/working.ts";

/** `INFINITY`, a colour of health, or a number; anything else is 0. */
export function scoreOf(w: Working, text: string): Score {
  const { strategy, red, yellow, green } = w.input.options.nodeHealth;
  switch (text.toLowerCase()) {
    case "infinity":
    case "+infinity":
      return INFINITY;
    case "-infinity":
      return -INFINITY;
    case "red":
      if (strategy === "none") return 0;
      return strategy === "migrate-on-red" || strategy === "only-green" ? -INFINITY : red;
    case "yellow":
      if (strategy === "none" || strategy === "migrate-on-red") return 0;
      return strategy === "only-green" ? -INFINITY : yellow;
    case "green":
      return strategy === "progressive" || strategy === "custom" ? green : 0;
  }
  const number = Number.parseInt(text, 10);
  return Number.isNaN(number) ? 0 : Math.max(-INFINITY, Math.min(INFINITY, number));
}
