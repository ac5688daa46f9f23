/** Waiting for a condition, never for a time. */
import { LabProblem } from "./command.ts";

/** This process's clock in milliseconds since 1970, with fractions; it never steps. */
export const labNow = (): number => performance.timeOrigin + performance.now();

export const pause = (millis: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, millis));

/**
 * The first answer of `ask` that is neither null nor false, asked again every `every` ms.
 * @throws {LabProblem} after `bound` ms, with what was waited for and what `ask` last found.
 */
export async function until<Answer>(
  what: string,
  bound: number,
  ask: () => Promise<Answer | null | false> | Answer | null | false,
  found: () => Promise<string> | string = () => "",
  every = 20,
): Promise<Answer> {
  const began = labNow();
  while (true) {
    const answer = await ask();
    if (answer !== null && answer !== false) return answer;
    if (labNow() - began > bound) {
      throw new LabProblem(`Not within ${bound} ms: ${what}. ${await found()}`.trim());
    }
    await pause(every);
  }
}
