/**
 * Takes the ambient clock, chance and timers away from a test file that imports this first: what
 * reaches for them in the engine throws.
 */
import fc from "fast-check";

// Drawn before chance is gone; a failed property prints it.
fc.configureGlobal({ seed: crypto.getRandomValues(new Int32Array(1))[0] ?? 0 });

const gone = (what: string) => (): never => {
  throw new Error(`the engine is pure: ${what} is not for it`);
};

Date.now = gone("Date.now");
Math.random = gone("Math.random");
performance.now = gone("performance.now");
globalThis.setTimeout = gone("setTimeout") as unknown as typeof setTimeout;
globalThis.setInterval = gone("setInterval") as unknown as typeof setInterval;
