/** Warnings: what works as it is written, and what it risks. */
import { INFINITY } from "../model/mod.ts";
import { type Check, type Checking, numbered } from "./checking.ts";

/** Each says what can happen, because only the administrator can tell whether that is acceptable. */
export const checkRisks: Check = (checking) => {
  for (const check of [nothingToRun, oneCable, failuresForEver, twins, noEffect]) {
    check(checking);
  }
};

const nothingToRun: Check = (checking) => {
  if (checking.draft.resource?.length !== 0) return;
  checking.warning(
    [],
    "Nothing to run: there is no [[resource]], so the nodes only watch each other",
  );
};

const oneCable: Check = (checking) => {
  const { node, link } = checking.draft;
  if (link?.length !== 1 || (node?.length ?? 0) < 2) return;
  checking.warning(
    ["link", 0],
    "A single link: one broken cable or switch separates the nodes; add a second [[link]] over " +
      "another interface",
  );
};

const failuresForEver: Check = (checking) => {
  const { draft: { defaults }, directory } = checking;
  const advice = "failures are never forgotten, so a node that reached the threshold is not used " +
    'again before hb cleanup; set failure_timeout, e.g. "10m"';
  let isSaid = false;
  for (const { index, value } of numbered(directory.resources)) {
    const around = [directory.groupOf(value.name ?? ""), directory.cloneAround(value.name ?? "")];
    const [group, clone] = around;
    const threshold = value.migration_threshold ?? group?.migration_threshold ??
      clone?.migration_threshold ?? defaults?.migration_threshold ?? INFINITY;
    const timeout = value.failure_timeout ?? group?.failure_timeout ?? clone?.failure_timeout ??
      defaults?.failure_timeout;
    if (threshold >= INFINITY || timeout !== 0) continue;
    const isOwn = value.migration_threshold !== null;
    if (!isOwn && isSaid) continue;
    isSaid ||= !isOwn;
    checking.warning(
      isOwn ? ["resource", index, "migration_threshold"] : ["defaults", "migration_threshold"],
      `migration_threshold = ${threshold} without failure_timeout: ${advice}`,
    );
  }
};

const twins: Check = (checking) => {
  const lines = new Map<string, number>();
  for (const { index, value: { agent, params } } of numbered(checking.directory.resources)) {
    if (agent === undefined || params === undefined) continue;
    const path = ["resource", index, "agent"];
    const what = JSON.stringify([agent, Object.entries(params).toSorted()]);
    const first = lines.get(what);
    if (first !== undefined) {
      checking.warning(
        path,
        `The same agent and parameters as on line ${first}: both would start and stop one thing`,
      );
    }
    lines.set(what, first ?? checking.line(path));
  }
};

const noEffect: Check = (checking) => {
  const { draft: { cluster, group, clone, resource }, directory } = checking;
  const warn = (kind: "resource" | "group", name: string | undefined, index: number) => {
    const around = name === undefined
      ? undefined
      : kind === "resource" && directory.groupOf(name) !== undefined
      ? "group"
      : directory.cloneAround(name) && "clone";
    if (around === undefined) return;
    checking.warning(
      [kind, index, "prefer"],
      `prefer of ${name} has no effect: it is in a ${around}, and the ${around}'s own prefer counts`,
    );
  };
  for (const { index, value: { name, prefer } } of numbered(resource)) {
    if (prefer?.length) warn("resource", name, index);
  }
  for (const { index, value: { name, prefer } } of numbered(group)) {
    if (prefer?.length) warn("group", name, index);
  }
  const units = [...numbered(group), ...numbered(directory.resources), ...numbered(clone)];
  if (cluster?.auto_failback && units.every(({ value }) => value.prefer?.length === 0)) {
    checking.warning(
      ["cluster", "auto_failback"],
      'auto_failback has no effect: nothing says where it would rather run; add prefer = ["…"]',
    );
  }
  for (const { index, value: { name } } of numbered(checking.draft.template)) {
    if (name === undefined || directory.membersOf(name).length > 0) continue;
    checking.warning(["template", index], `Template ${name} has no effect: no resource uses it`);
  }
  warnOfUnusedOperations(checking);
};

/** Actions that are never asked for. */
function warnOfUnusedOperations(checking: Checking): void {
  const { directory } = checking;
  for (const { index, value: { name, operation } } of numbered(checking.draft.resource)) {
    if (name === undefined) continue;
    const clone = directory.cloneAround(name);
    for (const { index: position, value } of numbered(operation)) {
      if (value.name !== "notify" || clone?.notify === true) continue;
      checking.warning(
        ["resource", index, "operation", position],
        `Operation "notify" of ${name} has no effect: only a [[clone]] with notify = true notifies`,
      );
    }
  }
}
