/** Which resource agent a resource names, e.g. `ocf:heartbeat:IPaddr2`. */
import { ok, refuse, type Result } from "./result.ts";

export type AgentRef =
  | { readonly class: "hb"; readonly type: "vip" }
  | { readonly class: "ocf"; readonly provider: string; readonly type: string }
  | { readonly class: "lsb"; readonly type: string }
  | { readonly class: "systemd"; readonly type: string }
  | { readonly class: "heartbeat"; readonly type: string; readonly args: readonly string[] };

/** Agents built into hb: what follows `hb:`. */
export const BUILT_IN_AGENTS = ["vip"] as const;

const AGENT_CLASSES = ["hb", "ocf", "lsb", "systemd", "heartbeat"] as const;

/** Names of files, never paths: an agent cannot be taken from elsewhere by `..` or `/`. */
const FILE_NAME = /^[A-Za-z0-9_][A-Za-z0-9_.@:\\-]*$/;

/** Reads `class:…`. The problem is a sentence that says what is allowed. */
export function parseAgentRef(text: string): Result<AgentRef, string> {
  const [agentClass, ...rest] = text.split(":");
  switch (agentClass as (typeof AGENT_CLASSES)[number]) {
    case "hb":
      return rest.length === 1 && rest[0] === "vip"
        ? ok({ class: "hb", type: "vip" })
        : refuse(`built-in agents are ${BUILT_IN_AGENTS.map((name) => `hb:${name}`).join(", ")}`);
    case "ocf": {
      const [provider = "", type = ""] = rest;
      return rest.length === 2 && FILE_NAME.test(provider) && FILE_NAME.test(type)
        ? ok({ class: "ocf", provider, type })
        : refuse("an OCF agent is ocf:PROVIDER:TYPE, e.g. ocf:heartbeat:IPaddr2");
    }
    case "lsb": {
      const [type = ""] = rest;
      return rest.length === 1 && FILE_NAME.test(type)
        ? ok({ class: "lsb", type })
        : refuse("an init script is lsb:NAME, e.g. lsb:nginx for /etc/init.d/nginx");
    }
    case "systemd": {
      const type = rest.join(":");
      return FILE_NAME.test(type)
        ? ok({ class: "systemd", type })
        : refuse("a systemd unit is systemd:UNIT, e.g. systemd:nginx");
    }
    case "heartbeat": {
      const [type = "", ...args] = rest.join(":").split("::");
      return FILE_NAME.test(type) ? ok({ class: "heartbeat", type, args }) : refuse(
        "a Heartbeat script is heartbeat:SCRIPT::ARGUMENT, e.g. heartbeat:IPaddr::10.0.0.1",
      );
    }
    default:
      return refuse(
        `an agent begins with one of ${AGENT_CLASSES.map((name) => `${name}:`).join(" ")}`,
      );
  }
}

/** The inverse of `parseAgentRef`. */
export function formatAgentRef(agent: AgentRef): string {
  switch (agent.class) {
    case "ocf":
      return `ocf:${agent.provider}:${agent.type}`;
    case "heartbeat":
      return `heartbeat:${[agent.type, ...agent.args].join("::")}`;
    case "hb":
    case "lsb":
    case "systemd":
      return `${agent.class}:${agent.type}`;
  }
}
