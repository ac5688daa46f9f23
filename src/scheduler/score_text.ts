/** Scores as node attributes and CIBs hold them. */
import { INFINITY, type Score } from "../model/mod.ts";
import type { ClusterOptions } from "./input.ts";

/** What colours of health count as in scores. */
export interface HealthScores {
  readonly red: Score;
  readonly yellow: Score;
  readonly green: Score;
}

/** `INFINITY`, a colour of health, or the number that it begins with; anything else is 0. */
export function readScore(text: string, health: HealthScores | null): Score {
  switch (text.toLowerCase()) {
    case "infinity":
    case "+infinity":
      return INFINITY;
    case "-infinity":
      return -INFINITY;
    case "red":
      return health?.red ?? 0;
    case "yellow":
      return health?.yellow ?? 0;
    case "green":
      return health?.green ?? 0;
  }
  const number = Number.parseInt(text, 10);
  return Number.isNaN(number) ? 0 : Math.max(-INFINITY, Math.min(INFINITY, number));
}

/** What each colour counts under the strategy. Source: Pacemaker Explained, "Tracking Node Health". */
export function healthScores(
  { strategy, red, yellow, green }: ClusterOptions["nodeHealth"],
): HealthScores {
  switch (strategy) {
    case "none":
      return { red: 0, yellow: 0, green: 0 };
    case "migrate-on-red":
      return { red: -INFINITY, yellow: 0, green: 0 };
    case "only-green":
      return { red: -INFINITY, yellow: -INFINITY, green: 0 };
    case "progressive":
    case "custom":
      return { red, yellow, green };
  }
}
