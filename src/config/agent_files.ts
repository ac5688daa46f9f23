/** Where the scripts of resource agents are looked for, and what to say when none is there. */
import type { AgentRef } from "../model/mod.ts";

/** Sources: systemd.unit(5), in its order. */
const UNIT_FOLDERS = ["/etc/systemd/system", "/run/systemd/system", "/usr/lib/systemd/system"];

/** Old distributions have their units below /lib. */
const MORE_UNIT_FOLDERS = ["/lib/systemd/system", "/run/systemd/generator.late"];

/** The part of what is known of the host that counts here. */
export interface Installed {
  readonly fileExists: (path: string) => boolean;
  /** Where a command is found on the PATH; null: nowhere. */
  readonly commandPath: (name: string) => string | null;
}

/** Why an agent cannot run on this host; null where what it needs is there. */
export function explainAgent(
  agent: AgentRef,
  { fileExists, commandPath }: Installed,
): string | null {
  if (agent.class === "systemd" && commandPath("systemctl") === null) {
    return "there is no systemctl";
  }
  const paths = pathsOf(agent);
  return paths.length === 0 || paths.some(fileExists)
    ? null
    : `there is no ${paths.slice(0, 2).join(" and no ")}; install it, or correct the name`;
}

/** The file that is run, or that says what is run; null: there is none. */
export const agentPath = (agent: AgentRef, { fileExists }: Installed): string | null =>
  pathsOf(agent).find(fileExists) ?? null;

function pathsOf(agent: AgentRef): readonly string[] {
  switch (agent.class) {
    case "hb":
      return [];
    case "ocf":
      return [`/usr/lib/ocf/resource.d/${agent.provider}/${agent.type}`];
    case "lsb":
      return [`/etc/init.d/${agent.type}`];
    case "heartbeat":
      return ["/etc/ha.d/resource.d", "/etc/init.d"].map((folder) => `${folder}/${agent.type}`);
    case "systemd":
      return [...UNIT_FOLDERS, ...MORE_UNIT_FOLDERS].map((folder) =>
        `${folder}/${unitFile(agent)}`
      );
  }
}

/** `nginx` is nginx.service; an instance, `getty@tty1`, is made from its template. */
function unitFile({ type }: { readonly type: string }): string {
  const unit = /\.(service|socket|target|timer|mount|path)$/.test(type) ? type : `${type}.service`;
  return unit.replace(/@[^.]+(?=\.)/, "@");
}
