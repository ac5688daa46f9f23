/** The sections of what a simulation says, and how two of them differ. */

export interface Sections {
  /** All before the transition's summary. */
  readonly current: readonly string[];
  readonly summary: readonly string[];
  readonly executed: readonly string[];
  readonly revised: readonly string[];
}

/** White space at the ends of lines says nothing, and some cases were kept without it. */
export function parseSections(text: string): Sections {
  const sections = {
    current: [] as string[],
    summary: [] as string[],
    executed: [] as string[],
    revised: [] as string[],
  };
  let at: keyof Sections = "current";
  for (const raw of text.split("\n")) {
    const line = raw.trimEnd();
    if (line === "Transition Summary:") at = "summary";
    else if (line === "Executing Cluster Transition:") at = "executed";
    else if (line === "Revised Cluster Status:") at = "revised";
    else if (line !== "" && !DATED.test(line)) sections[at].push(line.replaceAll(/\s+/g, " "));
  }
  return sections;
}

/** Said by crm_simulate of the clock, not of the cluster. */
const DATED = /^(Using the original execution date of|Setting effective cluster time): /;

/** What `hb` and the expectation disagree in; empty: nothing. */
export interface Verdict {
  readonly current: boolean;
  /** Summary and the set of executed actions. */
  readonly plan: boolean;
  readonly revised: boolean;
}

export const compare = (ours: Sections, theirs: Sections): Verdict => ({
  current: same(ours.current, theirs.current),
  plan: same(ours.summary, theirs.summary) &&
    same([...ours.executed].sort(), [...theirs.executed].sort()),
  revised: same(ours.revised, theirs.revised),
});

export const agrees = ({ current, plan, revised }: Verdict): boolean => current && plan && revised;

const same = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((line, at) => line === other[at]);

/** Lines that only one of the two has, by section; `-` is expected, `+` is what hb says. */
export function differences(ours: Sections, theirs: Sections): readonly string[] {
  const lines: string[] = [];
  for (const section of ["current", "summary", "executed", "revised"] as const) {
    const gone = without(theirs[section], ours[section]);
    const fresh = without(ours[section], theirs[section]);
    if (gone.length + fresh.length > 0) {
      lines.push(
        `${section}:`,
        ...gone.map((line) => `  -${line}`),
        ...fresh.map((line) => `  +${line}`),
      );
    } else if (section !== "executed" && !same(ours[section], theirs[section])) {
      lines.push(`${section}: in another order`, ...ours[section].map((line) => `  +${line}`));
    }
  }
  return lines;
}

/** Those that `other` does not have, each counted. */
function without(lines: readonly string[], other: readonly string[]): readonly string[] {
  const left = [...other];
  return lines.filter((line) => {
    const at = left.indexOf(line);
    if (at === -1) return true;
    left.splice(at, 1);
    return false;
  });
}
