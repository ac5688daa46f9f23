import { assertEquals } from "@std/assert";
import { pathsOf } from "../../src/io/daemon_paths.ts";

/** The places, with these variables set and no others that count. */
function places(variables: Record<string, string>, options: { state?: string; socket?: string }) {
  const names = ["HB_SOCKET", "RUNTIME_DIRECTORY", "STATE_DIRECTORY"];
  const before = names.map((name) => [name, Deno.env.get(name)] as const);
  for (const name of names) Deno.env.delete(name);
  for (const [name, value] of Object.entries(variables)) Deno.env.set(name, value);
  const { state, socket, agents } = pathsOf({ config: "c", version: "v", ...options });
  for (const [name, value] of before) {
    if (value === undefined) Deno.env.delete(name);
    else Deno.env.set(name, value);
  }
  return [state, socket, agents];
}

Deno.test("the usual places, then systemd's, then $HB_SOCKET, then what the options say", () => {
  assertEquals(places({}, {}), ["/var/lib/hb", "/run/hb/hb.sock", "/run/hb/agents"]);
  const systemd = { RUNTIME_DIRECTORY: "/run/a:/run/b", STATE_DIRECTORY: "/var/lib/a" };
  assertEquals(places(systemd, {}), ["/var/lib/a", "/run/a/hb.sock", "/run/a/agents"]);
  const variable = { ...systemd, HB_SOCKET: "/s/x.sock" };
  assertEquals(places(variable, {}), ["/var/lib/a", "/s/x.sock", "/s/agents"]);
  const options = { state: "/o/state", socket: "o.sock" };
  assertEquals(places(variable, options), ["/o/state", "o.sock", `${Deno.cwd()}/agents`]);
});
