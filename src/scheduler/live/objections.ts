/** Why a resource cannot run on a node, in words for people. */
import {
  INFINITY,
  type NodeName,
  type ResourceConfig,
  type ResourceReport,
} from "../../model/mod.ts";
import type { Resource } from "../state/resource.ts";
import type { ScheduleNode } from "./schedule_input.ts";

/** null: nothing speaks against it. */
export function objectionTo(
  member: ResourceConfig,
  resource: Resource | undefined,
  node: ScheduleNode,
): string | null {
  const unfit = unfitness(node);
  if (unfit !== null) return unfit;
  const report = node.resources?.[member.id];
  if (report === undefined && !node.sameConfig) return `${node.name} has another configuration`;
  const failed = report === undefined ? null : failures(member, report, node.name);
  if (failed !== null) return failed;
  const name = resource === undefined ? null : forbidding(resource, node.name);
  return name === null ? null : `${member.id} may not run on ${node.name} (${partName(name)})`;
}

function unfitness({ name, standing }: ScheduleNode): string | null {
  switch (standing) {
    case "online":
      return null;
    case "standby":
      return `${name} is in standby`;
    case "maintenance":
      return `${name} is in maintenance`;
    case "leaving":
      return `${name} is leaving`;
    case "witness":
      return `${name} is a witness`;
    case "pending":
      return `${name} has not joined`;
    case "unclean":
      return `${name} is unclean`;
    case "offline":
      return `${name} is offline`;
  }
}

function failures(
  { id, migrationThreshold }: ResourceConfig,
  { failcount, lastFailure }: ResourceReport,
  node: NodeName,
): string | null {
  if (failcount === 0 || failcount < migrationThreshold) return null;
  if (failcount < INFINITY) {
    return `${id} failed ${failcount} of ${migrationThreshold} times on ${node}`;
  }
  const how = lastFailure === null
    ? "failed"
    : `${lastFailure.action} ended with "${lastFailure.meaning}"`;
  const reason = lastFailure?.reason ? ` (${lastFailure.reason})` : "";
  return `${id} cannot run on ${node}: ${how}${reason}`;
}

/** The first part of its score that forbids the node; that the group is together is no reason. */
const forbidding = ({ parts }: Resource, node: NodeName): string | null =>
  parts?.find((part) => part.node === node && part.score <= -INFINITY && !isWithGroup(part.name))
    ?.name ?? null;

/** Whether an objection is a constraint's, and not the node's or a failure's. */
export const isOfConstraint = (objection: string): boolean =>
  objection.includes(" may not run on ");

/** By the words of cluster.toml: constraints by their names, which say already what they are. */
export const partName = (name: string): string =>
  name.replace(/^location /, "").replace(/^colocation colocation-/, "colocation-");

/** Whether a part of a score only says what the other members of the group have. */
export const isWithGroup = (name: string): boolean => name.startsWith("colocation group ");
