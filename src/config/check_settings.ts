/** Meta attributes and capacities that what they are set for cannot have. */
import { type Check, numbered } from "./checking.ts";
import type { ResourceDraft } from "./resource_schema.ts";

/** A role to stay in is one that it can have. */
export const checkTargetRoles: Check = (checking) => {
  const { directory } = checking;
  if (!directory.knowsAllNames) return;
  for (const kind of ["resource", "group", "clone"] as const) {
    const list = checking.draft[kind];
    for (
      const { index, value } of numbered<Pick<ResourceDraft, "name" | "target_role">>(list)
    ) {
      const { name, target_role } = value;
      const isOfPromotables = target_role === "promoted" || target_role === "unpromoted";
      if (!isOfPromotables || name === undefined || directory.isPromotable(name)) continue;
      checking.error(
        [kind, index, "target_role"],
        `Cannot use target_role = "${target_role}": ${name} is never promoted; that is for a ` +
          "[[clone]] with promotable = true, and what it copies",
      );
    }
  }
};

/** With a placement strategy that counts capacities a resource runs only where there is enough. */
export const checkCapacities: Check = (checking) => {
  const { draft, directory } = checking;
  const strategy = draft.cluster?.placement_strategy;
  if (strategy === undefined || draft.node?.some((node) => node?.utilization === undefined)) return;
  const nodes = numbered(draft.node).map(({ value }) => value.utilization ?? {});
  for (const { index, value: resource } of numbered(directory.resources)) {
    for (const [kind, needed = 0] of Object.entries(resource.utilization ?? {})) {
      const most = Math.max(0, ...nodes.map((capacity) => capacity[kind] ?? 0));
      if (strategy === "default" || needed <= most) continue;
      checking.error(
        ["resource", index, "utilization", kind],
        `Cannot run ${resource.name ?? "this resource"}: it needs ${kind} = ${needed}, and no ` +
          `node has more than ${most}; add utilization = { ${kind} = … } to a [[node]]`,
      );
    }
  }
};
