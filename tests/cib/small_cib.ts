/** A CIB as short as a test can have it: parts that are not given are empty. */
import { type CibInput, type CibProblem, readCib } from "../../src/cib/mod.ts";
import type { ResourceFact } from "../../src/scheduler/mod.ts";

export interface CibParts {
  /** `name=value`, blank between them. */
  readonly properties?: string;
  readonly nodes?: string;
  readonly resources?: string;
  readonly constraints?: string;
  /** Further sections of the configuration. */
  readonly sections?: string;
  readonly status?: string;
  readonly schema?: string;
}

export const NOW = 1_700_000_000;

let ids = 0;

export const nvpairs = (pairs: string): string =>
  pairs.split(" ").filter((pair) => pair !== "").map((pair) => {
    const [name, value] = pair.split("=");
    return `<nvpair id="nv${ids++}" name="${name}" value="${value}"/>`;
  }).join("");

export const meta = (pairs: string): string =>
  `<meta_attributes id="set${ids++}">${nvpairs(pairs)}</meta_attributes>`;

export const dummy = (id: string, content = ""): string =>
  `<primitive id="${id}" class="ocf" provider="pacemaker" type="Dummy">${content}</primitive>`;

export const document = (parts: CibParts): string =>
  `<cib validate-with="${parts.schema ?? "pacemaker-3.7"}" crm_feature_set="3.16.1"
      have-quorum="1" dc-uuid="1" execution-date="${NOW}">
    <configuration>
      <crm_config><cluster_property_set id="cib-bootstrap-options">
        ${nvpairs(parts.properties ?? "stonith-enabled=false")}
      </cluster_property_set></crm_config>
      <nodes>${parts.nodes ?? '<node id="1" uname="node1"/><node id="2" uname="node2"/>'}</nodes>
      <resources>${parts.resources ?? ""}</resources>
      <constraints>${parts.constraints ?? ""}</constraints>
      ${parts.sections ?? ""}
    </configuration>
    <status>${parts.status ?? ""}</status>
  </cib>`;

export function read(parts: CibParts): CibInput {
  const result = readCib(document(parts));
  if (!result.ok) throw new Error(JSON.stringify(result.problem));
  return result.value;
}

export function problemsOf(xml: string): readonly CibProblem[] {
  const result = readCib(xml);
  return result.ok ? [] : result.problem;
}

export interface Operation {
  readonly task: string;
  /** Milliseconds; 0. */
  readonly interval?: number;
  readonly exit?: number;
  /** 0: done, −1: under way. */
  readonly execution?: number;
  /** 7 of probes, else 0. */
  readonly expected?: number;
  readonly id?: string;
  /** Seconds before `NOW`. */
  readonly ago?: number;
  /** More attributes. */
  readonly more?: string;
}

/** One resource's history on a node, in the order in which it happened. */
export const history = (resource: string, ...operations: readonly Operation[]): string =>
  `<lrm_resource id="${resource}" class="ocf" provider="pacemaker" type="Dummy">${
    operations.map((one, index) => entry(resource, one, index + 1)).join("")
  }</lrm_resource>`;

function entry(resource: string, operation: Operation, call: number): string {
  const { task, interval = 0, exit = 0, execution = 0, ago = 60, more = "" } = operation;
  const probe = task === "monitor" && interval === 0;
  const expected = operation.expected ?? (probe ? 7 : 0);
  const key = `${resource}_${task}_${interval}`;
  const id = operation.id ?? (interval > 0 ? key : `${resource}_${task}_0`);
  const callId = execution === -1 ? -1 : call;
  return `<lrm_rsc_op id="${id}" operation_key="${key}" operation="${task}" interval="${interval}"
    call-id="${callId}" rc-code="${exit}" op-status="${execution}" on_node="node1"
    last-rc-change="${NOW - ago}" crm_feature_set="3.16.1"
    transition-key="${call}:${call}:${expected}:2f8e1c9a-0000-4000-8000-000000000000"
    transition-magic="${execution}:${exit};${call}:${call}:${expected}:2f8e1c9a-0000-4000-8000-000000000000"
    ${more.includes("op-digest") ? "" : `op-digest="${EMPTY_DIGEST}"`} ${more}/>`;
}

/** Of no parameters at all, as Pacemaker records it. */
export const EMPTY_DIGEST = "f2317cad3d54cec5d7d7aa7d0bf35cf8";

/** A node that is up, with its histories. */
export const online = (node: number, histories = "", transient = ""): string =>
  nodeState(
    node,
    'in_ccm="true" crmd="online" join="member" expected="member"',
    histories,
    transient,
  );

export const nodeState = (
  node: number,
  state: string,
  histories = "",
  transient = "",
): string =>
  `<node_state id="${node}" uname="node${node}" ${state}>
    <transient_attributes id="${node}"><instance_attributes id="status-${node}">
      ${nvpairs(transient)}
    </instance_attributes></transient_attributes>
    <lrm id="${node}"><lrm_resources>${histories}</lrm_resources></lrm>
  </node_state>`;

/** What is made of one resource's history on node1. */
export function factOf(
  resources: string,
  operations: readonly Operation[],
  parts: CibParts & { readonly transient?: string } = {},
): ResourceFact {
  const status = online(1, history("a", ...operations), parts.transient) + online(2);
  const fact = read({ resources, status, ...parts }).facts[0];
  if (fact === undefined) throw new Error("no fact has been read");
  return fact;
}
