/** Each constraint by itself: what it names, and what it asks of that. */
import { suggestion } from "../model/mod.ts";
import { type Check, type Checking, numbered } from "./checking.ts";
import type { SetDraft, Target } from "./constraint_words.ts";
import { nodesNamedIn } from "./decided.ts";
import type { Path } from "./tree.ts";

export const checkConstraintNames: Check = (checking) => {
  const lines = new Map<string, number>();
  for (const kind of ["location", "colocation", "order"] as const) {
    const list = checking.draft[kind];
    for (const { index, value: { name } } of numbered<{ name: string | null | undefined }>(list)) {
      if (!name) continue;
      const path = [kind, index, "name"];
      const first = lines.get(name);
      if (first !== undefined) {
        checking.error(
          path,
          `Cannot use name = "${name}": the constraint on line ${first} has it already`,
        );
      }
      lines.set(name, first ?? checking.line(path));
    }
  }
};

export const checkLocations: Check = (checking) => {
  const { directory } = checking;
  for (const { index, value: location } of numbered(checking.draft.location)) {
    const path = ["location", index];
    const { resource, node, rule, score, score_attribute, role, discovery } = location;
    checkTarget(checking, [...path, "resource"], resource, role);
    const [byNode, byRule] = [node !== null, rule !== null];
    const isPlaced = byNode || byRule;
    if (byNode === byRule) {
      const reason = byNode
        ? "node and rule exclude each other; keep one"
        : 'it says no place; add node = "…" or rule = "…"';
      checking.error(path, `Cannot use this [[location]]: ${reason}`);
    }
    if (byNode && score_attribute) {
      checking.error(
        [...path, "score_attribute"],
        "Cannot use score_attribute with node: it is for a rule; write score",
      );
    } else if (score !== null && score_attribute) {
      checking.error(path, "Cannot use both score and score_attribute; keep one");
    } else if (score === null && score_attribute === null && discovery === "always" && isPlaced) {
      checking.error(
        path,
        'Cannot use this [[location]]: score is missing; add score = 100, or "-INFINITY" for never',
      );
    }
    if (node && directory.knowsAllNodes && !directory.nodes.includes(node)) {
      checking.error([...path, "node"], `Cannot use node = "${node}": ${noSuchNode(node)}`);
    }
    const strangers = rule
      ? nodesNamedIn(rule).filter((name) => !directory.nodes.includes(name))
      : [];
    if (directory.knowsAllNodes) {
      for (const name of strangers) {
        checking.warning([...path, "rule"], `The rule names ${name}: ${noSuchNode(name)}`);
      }
    }
  }

  function noSuchNode(node: string): string {
    const { nodes } = directory;
    return `there is no such node; the nodes are ${nodes.join(", ")}${suggestion(node, nodes)}`;
  }
};

export const checkColocations: Check = (checking) => {
  for (const { index, value } of numbered(checking.draft.colocation)) {
    const path = ["colocation", index];
    const { resource, with: other, sets, role, with_role, node_attribute } = value;
    checkSides(checking, path, "resource", resource, "with", other, sets);
    checkTarget(checking, [...path, "resource"], resource, role);
    checkTarget(checking, [...path, "with"], other, with_role);
    checkSets(checking, [...path, "sets"], sets);
    if (sets && node_attribute !== "#uname") refuseBeside(checking, path, "node_attribute");
    if (sets && role) refuseBeside(checking, path, "role");
    if (sets && with_role) refuseBeside(checking, path, "with_role");
  }
};

export const checkOrders: Check = (checking) => {
  for (const { index, value } of numbered(checking.draft.order)) {
    const path = ["order", index];
    const { first, then, sets, kind, symmetrical, first_action, then_action, require_all } = value;
    const before = first && { ...first, word: first.word ?? first_action ?? "start" };
    const after = then && { ...then, word: then.word ?? then_action ?? before?.word ?? "start" };
    checkSides(checking, path, "first", before, "then", after, sets);
    checkTarget(checking, [...path, "first"], first, first_action);
    checkTarget(checking, [...path, "then"], then, then_action);
    checkSets(checking, [...path, "sets"], sets);
    if (kind === "serialize" && symmetrical) {
      checking.error(
        [...path, "symmetrical"],
        'Cannot use symmetrical with kind = "serialize", which has no order to turn round; remove it',
      );
    }
    if (sets && first_action) refuseBeside(checking, path, "first_action");
    if (sets && then_action) refuseBeside(checking, path, "then_action");
    if (sets && require_all !== null) refuseBeside(checking, path, "require_all");
  }
};

const refuseBeside = (checking: Checking, path: Path, key: string): void =>
  checking.error(
    [...path, key],
    `Cannot use ${key} beside sets; each set may have its own: ` +
      `sets = [{ resources = ["a", "b"], … }, ["c"]]`,
  );

type SomeTarget = Target<string> | null | undefined;

/** Two sides, or sets. */
function checkSides(
  checking: Checking,
  path: Path,
  oneKey: string,
  one: SomeTarget,
  otherKey: string,
  other: SomeTarget,
  sets: readonly (SetDraft | undefined)[] | null | undefined,
): void {
  const title = `[[${path[0]}]]`;
  if (sets !== null) {
    const beside = [one === null ? null : oneKey, other === null ? null : otherKey]
      .filter((key) => key !== null);
    if (beside.length > 0) {
      checking.error(path, `Cannot use ${beside.join(" and ")} beside sets; keep one of the two`);
    }
    return;
  }
  for (const [key, value] of [[oneKey, one], [otherKey, other]] as const) {
    if (value !== null) continue;
    checking.error(
      path,
      `Cannot use ${title}: ${key} is missing; add ${key} = "…", or sets = [["a", "b"], ["c"]]`,
    );
  }
  if (!one || !other) return;
  const { directory } = checking;
  const [targets, others] = [directory.targetsOf(one.name), directory.targetsOf(other.name)];
  const both = targets.find((name) => others.includes(name));
  if (both !== undefined) {
    // A clone may well be started before it is promoted.
    const isStep = path[0] === "order" && one.name === other.name && one.word !== other.word;
    if (!isStep) checking.error(path, `Cannot use ${title}: it ties ${both} to itself`);
  } else if (isIn(one.name, other.name) || isIn(other.name, one.name)) {
    const [group, member] = isIn(one.name, other.name) ? [other, one] : [one, other];
    checking.error(
      path,
      `Cannot use ${title}: ${member.name} is a member of ${group.name}, ` +
        "which keeps its members together and in order by itself",
    );
  }

  function isIn(member: string, group: string): boolean {
    return directory.groupOf(member)?.name === group && directory.kindOf(group) === "group";
  }
}

function checkTarget(
  checking: Checking,
  path: Path,
  target: SomeTarget,
  key: string | null | undefined,
): void {
  if (!target) return;
  const reason = explainTarget(checking, target.name) ??
    explainWord(checking, target, key);
  if (reason !== null) {
    checking.error(path, `Cannot use ${path.at(-1)} = "${written(target)}": ${reason}`);
  }
}

const written = ({ name, word }: Target<string>): string =>
  word === null ? name : `${name}:${word}`;

function explainTarget({ directory }: Checking, name: string): string | null {
  const kind = directory.kindOf(name);
  if (kind === null) {
    if (!directory.knowsAllNames) return null;
    const known = directory.namesOf("resource", "group", "clone", "template", "tag");
    return `there is no such resource, group, clone or tag${suggestion(name, known)}`;
  }
  if (kind === "template" && directory.membersOf(name).length === 0) {
    return "it is a template that no resource uses";
  }
  const clone = kind === "resource" || kind === "group" ? directory.cloneAround(name) : undefined;
  if (clone?.name === undefined) return null;
  return `its instances are placed by clone ${clone.name}; write "${clone.name}"`;
}

/** Roles and actions that only promotable clones know. */
function explainWord(
  { directory }: Checking,
  { name, word }: Target<string>,
  key: string | null | undefined,
): string | null {
  if (word !== null && key) return `what is after the colon is there as a key as well; keep one`;
  const asked = word ?? key;
  if (!asked || !/^(un)?promote|^demote/.test(asked) || !directory.knowsAllNames) return null;
  const others = directory.targetsOf(name).filter((each) => !directory.isPromotable(each));
  return others.length === 0
    ? null
    : `${others[0]} is never promoted, as "${asked}" asks for; only a [[clone]] with ` +
      "promotable = true is";
}

function checkSets(
  checking: Checking,
  path: Path,
  sets: readonly (SetDraft | undefined)[] | null | undefined,
): void {
  if (sets?.length === 0) checking.error(path, 'Cannot use sets: write sets = [["a", "b"], ["c"]]');
  const seen = new Set<string>();
  for (const { index, value: set } of numbered(sets ?? [])) {
    const here = [...path, index];
    const isOnly = sets?.length === 1 && set.resources?.length === 1;
    if (set.resources?.length === 0 || isOnly) {
      const reason = isOnly ? "one resource alone is tied to nothing" : "it has no resource";
      checking.error(here, `Cannot use this set: ${reason}`);
    }
    for (const { index: position, value: name } of numbered(set.resources)) {
      const there = set.isList ? [...here, position] : [...here, "resources", position];
      const reason = explainTarget(checking, name) ??
        explainWord(checking, { name, word: set.role ?? set.action ?? null }, null) ??
        explainTwice(name);
      if (reason !== null) checking.error(there, `Cannot use "${name}" in this set: ${reason}`);
      for (const target of checking.directory.targetsOf(name)) seen.add(target);
    }
  }

  function explainTwice(name: string): string | null {
    const twice = checking.directory.targetsOf(name).find((target) => seen.has(target));
    if (twice === undefined) return null;
    return `${twice === name ? "it" : twice} is in these sets already`;
  }
}
