/** One line for a primitive: its agent, what it does and where, and what is odd about it. */
import {
  activeNode,
  type AgentName,
  type Primitive,
  primitivesOf,
  type Resource,
  topOf,
} from "../scheduler/mod.ts";
import { shownRole } from "./activity.ts";
import { inBrackets, inParentheses, ROLE_WORDS } from "./words.ts";

/** `pending`: with operations that are under way. */
export function primitiveLine(resource: Primitive, pending: boolean): string {
  const several = resource.runningOn.length > 1;
  const node = several ? null : activeNode(resource) ?? resource.pendingNode;
  const name = resource.unique ? resource.id : resource.baseId;
  const words = [
    ...(resource.orphan ? ["ORPHANED"] : []),
    ...(resource.failed ? failedWords(resource) : [stateWord(resource, pending)]),
    ...(node === null ? [] : [node.name]),
  ];
  return `${name}\t(${agentText(resource.input.agent)}):\t ${words.join(" ")}` +
    probeText(resource, node?.name ?? null) +
    inParentheses(flags(resource, pending)) +
    (several ? ` ${inBrackets(resource.runningOn.map((one) => one.name))}` : "");
}

/** `ocf:heartbeat:IPaddr2` */
const agentText = ({ class: standard, provider, type }: AgentName): string =>
  [standard, ...(provider === null ? [] : [provider]), type].join(":");

const isPromotable = (resource: Primitive): boolean => {
  const top = topOf(resource);
  return top.kind === "clone" && top.promotable;
};

function failedWords(resource: Primitive): readonly string[] {
  const role = shownRole(resource, isPromotable(resource));
  return role === "promoted" ? ["FAILED", ROLE_WORDS[role]] : ["FAILED"];
}

const PENDING_WORDS: Readonly<Record<string, string>> = {
  start: "Starting",
  stop: "Stopping",
  migrate_to: "Migrating",
  migrate_from: "Migrating",
  promote: "Promoting",
  demote: "Demoting",
};

function stateWord(resource: Primitive, pending: boolean): string {
  const underWay = pending ? PENDING_WORDS[resource.pendingTask ?? ""] : undefined;
  return underWay ?? ROLE_WORDS[shownRole(resource, isPromotable(resource))];
}

/** Why a probe could not look for it, e.g. ` (not installed) `. */
function probeText(resource: Primitive, node: string | null): string {
  if (shownRole(resource, isPromotable(resource)) !== "stopped") return "";
  const failure = probeFailure(resource, node);
  return failure === null ? "" : ` (${failure}) `;
}

/**
 * Of a primitive or clone on a node, or on any where that is null. Told only where the history names
 * what is cloned, as crm_mon does, so never of groups.
 */
export function probeFailure(resource: Resource, node: string | null): string | null {
  const top = topOf(resource);
  const name = top.kind === "clone" ? top.input.child.id : resource.id;
  for (const { facts } of primitivesOf(top.kind === "clone" ? top : resource)) {
    for (const fact of facts.values()) {
      const told = fact.resource === name && (node === null || fact.node === node);
      if (told && fact.probeFailure !== undefined) return fact.probeFailure;
    }
  }
  return null;
}

function flags(resource: Primitive, pending: boolean): readonly string[] {
  const { runningOn, pendingNode, meta: { targetRole } } = resource;
  const node = runningOn.length > 1 ? null : activeNode(resource) ?? pendingNode;
  const limited = targetRole === "unpromoted" && isPromotable(resource);
  return [
    ...(node !== null && !node.online && node.unclean ? ["UNCLEAN"] : []),
    ...(pending && resource.pendingTask === "monitor" ? ["Monitoring"] : []),
    ...(targetRole === "stopped" ? ["disabled"] : []),
    ...(limited ? [`target-role:${resource.input.targetRoleText ?? "Unpromoted"}`] : []),
    ...(resource.blocked ? ["blocked"] : resource.managed ? [] : ["unmanaged"]),
    ...(resource.failureIgnored ? ["failure ignored"] : []),
  ];
}
