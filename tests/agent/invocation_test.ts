import { assertEquals, assertStringIncludes } from "@std/assert";
import { inquiryOf, invocationOf } from "../../src/agent/mod.ts";
import { HOST, operation, resource } from "./agents.ts";

const run = (...args: Parameters<typeof operation>) => {
  const { programs, args: words } = invocationOf(operation(...args), HOST)!;
  return [programs.join(" or "), ...words].join(" ");
};

Deno.test("an OCF agent is called by its action alone, a probe as a monitor", () => {
  const script = "/usr/lib/ocf/resource.d/heartbeat/Dummy";
  assertEquals(run("ocf:heartbeat:Dummy", "start"), `${script} start`);
  assertEquals(run("ocf:heartbeat:Dummy", "stop"), `${script} stop`);
  assertEquals(run("ocf:heartbeat:Dummy", "monitor"), `${script} monitor`);
  assertEquals(run("ocf:heartbeat:Dummy", "probe"), `${script} monitor`);
});

Deno.test("an OCF agent finds the API's whole environment and nothing of the daemon's", () => {
  const dummy = resource("ocf:heartbeat:Dummy", { state: "/tmp/x y", fake: "a=b" });
  const monitor = operation(dummy, "monitor", { interval: 10_000, timeout: 20_000, depth: 10 });
  assertEquals(invocationOf(monitor, HOST)!.env, {
    PATH: "/run/hb/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    LANG: "C.UTF-8",
    HB_CLUSTER: "web",
    HB_NODE: "node1",
    HB_SOCKET: "/run/hb/hb.sock",
    HA_SBIN_DIR: "/run/hb/bin",
    HA_RSCTMP: "/run/hb/agents",
    HA_debug: "0",
    HA_LOGD: "no",
    HA_LOGFACILITY: "none",
    OCF_ROOT: "/usr/lib/ocf",
    OCF_RA_VERSION_MAJOR: "1",
    OCF_RA_VERSION_MINOR: "1",
    OCF_RESOURCE_INSTANCE: "r1",
    OCF_RESOURCE_TYPE: "Dummy",
    OCF_RESOURCE_PROVIDER: "heartbeat",
    OCF_EXIT_REASON_PREFIX: "ocf-exit-reason:",
    OCF_CHECK_LEVEL: "10",
    OCF_RESKEY_state: "/tmp/x y",
    OCF_RESKEY_fake: "a=b",
    OCF_RESKEY_crm_feature_set: "3.16.1",
    OCF_RESKEY_CRM_meta_name: "monitor",
    OCF_RESKEY_CRM_meta_interval: "10000",
    OCF_RESKEY_CRM_meta_timeout: "20000",
    OCF_RESKEY_CRM_meta_on_node: "node1",
    OCF_RESKEY_CRM_meta_on_node_uuid: "node1",
  });
});

Deno.test("ocf_is_probe is true of a probe: a monitor whose interval is 0", () => {
  const probe = operation("ocf:heartbeat:Dummy", "probe", { interval: 10_000 });
  const { env } = invocationOf(probe, HOST)!;
  assertEquals(env["OCF_RESKEY_CRM_meta_interval"], "0");
  assertEquals(env["OCF_RESKEY_CRM_meta_name"], "monitor");
});

Deno.test("what an order says of other instances, and the role looked for, are handed on", () => {
  const meta = { clone: "1", notify_type: "pre", notify_master_uname: "n1 n2" };
  const notify = invocationOf(operation("ocf:x:y", "notify", { meta }), HOST)!;
  assertEquals(notify.args, ["notify"]);
  assertEquals(notify.env["OCF_RESKEY_CRM_meta_notify_master_uname"], "n1 n2");
  assertEquals(notify.env["OCF_RESKEY_CRM_meta_role"], undefined);
  const monitor = operation("ocf:x:y", "monitor", { role: "promoted", interval: 9000 });
  const { env } = invocationOf(monitor, HOST)!;
  assertEquals(env["OCF_RESKEY_CRM_meta_role"], "Promoted");
  assertEquals(env["OCF_RESKEY_CRM_meta_op_target_rc"], "8");
});

Deno.test("an agent is reloaded by the name that it has for it", () => {
  const reload = (reloadAs: "reload" | "reload-agent") =>
    invocationOf(operation("ocf:x:y", "reload", { reloadAs }), HOST)!.args;
  assertEquals([...reload("reload"), ...reload("reload-agent")], ["reload", "reload-agent"]);
});

Deno.test("without a daemon there are no tools to call", () => {
  const alone = { ...HOST, tools: null, socket: null };
  const { env } = invocationOf(operation("ocf:heartbeat:Dummy", "start"), alone)!;
  assertEquals(env["PATH"], "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
  const named = ["HA_SBIN_DIR", "HB_SOCKET", "OCF_RESKEY_crm_feature_set"];
  assertEquals(named.filter((name) => name in env), []);
});

Deno.test("an init script is asked for its status", () => {
  assertEquals(run("lsb:nginx", "start"), "/etc/init.d/nginx start");
  assertEquals(run("lsb:nginx", "probe"), "/etc/init.d/nginx status");
});

Deno.test("a Heartbeat script takes its arguments before the action", () => {
  const either = "/etc/ha.d/resource.d/Filesystem or /etc/init.d/Filesystem";
  assertEquals(
    run("heartbeat:Filesystem::/dev/sdb1::/data", "stop"),
    `${either} /dev/sdb1 /data stop`,
  );
  assertEquals(run("heartbeat:Filesystem", "monitor"), `${either} status`);
});

Deno.test("systemd is told to wait for the job, and asked for a settled state", () => {
  const start = invocationOf(operation("systemd:nginx", "start"), HOST)!;
  assertStringIncludes(start.args[1]!, 'exec systemctl --no-ask-password start -- "$0"');
  assertEquals(start.args[2], "nginx.service");
  const monitor = invocationOf(operation("systemd:backup.timer", "monitor"), HOST)!;
  assertStringIncludes(monitor.args[1]!, "systemctl show");
  assertEquals(monitor.args[2], "backup.timer");
});

Deno.test("no program is run for built-in agents, nor to announce any other", () => {
  assertEquals(invocationOf(operation("hb:vip", "start"), HOST), null);
  assertEquals(invocationOf(operation("lsb:nginx", "announce"), HOST), null);
  assertEquals(invocationOf(operation("lsb:nginx", "notify"), HOST), null);
});

Deno.test("only OCF agents can be asked about themselves", () => {
  const { programs, args } = inquiryOf(resource("ocf:heartbeat:Dummy"), "meta-data", HOST)!;
  assertEquals([...programs, ...args], ["/usr/lib/ocf/resource.d/heartbeat/Dummy", "meta-data"]);
  assertEquals(inquiryOf(resource("lsb:nginx"), "meta-data", HOST), null);
});
