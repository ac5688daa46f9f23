/** What the other nodes are told of one resource. */
import { type Instant, type ResourceConfig, type ResourceReport, since } from "../model/mod.ts";
import { type Agents, isReloadable } from "./agent_traits.ts";
import { failcountOf } from "./failures.ts";
import { busyWith, type ResourceRecord } from "./resource_record.ts";

export function reportOf(
  record: ResourceRecord,
  agents: Agents,
  digest: (resource: ResourceConfig) => string,
  now: Instant,
): ResourceReport {
  const { state, promoted, migration, instruction, failures, lastFailure, history } = record;
  const { config, runningAs, remark, startedAt } = record;
  const reloads = config !== null && runningAs !== null && isReloadable(runningAs, config, agents);
  return {
    state,
    promoted,
    migration,
    busy: busyWith(record),
    instruction,
    failcount: failcountOf(record),
    failures,
    lastFailure,
    history,
    definition: runningAs === null ? null : digest(runningAs),
    reloadsTo: reloads ? digest(config) : null,
    startedFor: startedAt === null ? null : since(startedAt, now),
    remark,
  };
}
