/** Pacemaker's tools as agents call them; expected answers are those of Pacemaker 2.1.5. */
import { assertEquals, assertMatch, assertNotMatch, assertStringIncludes } from "@std/assert";
import { TOOL_NAMES } from "../../src/tools/mod.ts";
import { FENCING } from "../status/fencing.ts";
import { ALL_SAFEGUARDS } from "../status/guarded.ts";
import { call } from "./desk.ts";

/** What it prints and how it ends. */
async function told(typed: string, env: Record<string, string> = {}): Promise<string> {
  const { status, said } = await call(typed, { env });
  return [...said, `[${status}]`].join(" ");
}

Deno.test("crm_attribute tells of nodes, of the cluster, and of what is not there", async () => {
  for (
    const [typed, answer] of [
      ["-N n1 -n site -l forever -G", "scope=nodes  name=site value=north [0]"],
      ["-N n1 -n site", "scope=nodes  name=site value=north [0]"],
      ["-N n1 -n site -t nodes --query --quiet", "north [0]"],
      ["-N n2 -n master-pg -l reboot -G", "scope=status  name=master-pg value=100 [0]"],
      ["-n master-pg -l reboot -G -q", "1000 [0]"],
      ["-t nodes --node n1 -z -n cpu --quiet", "4 [0]"],
      ["-N n1 -n none -l forever -G -q", "[105]"],
      ["-N n1 -n none -G -d 7", "scope=nodes  name=none value=7 [0]"],
      ["-N n9 -n site -G", "[105]"],
      [
        "--type=crm_config --name=no-quorum-policy --query",
        "scope=crm_config  name=no-quorum-policy value=stop [0]",
      ],
      ["--type crm_config --name pg_REPL_INFO -s pg_replication --query -q", "n1|1 [0]"],
      ["-n stonith-watchdog-timeout -Gq --default=none", "none [0]"],
      ["-N n1 -l reboot -Gq", "1000 PRI [0]"],
      ["-N n1 -p pg -G", "scope=status  name=master-pg value=1000 [0]"],
      ["-N n1 -Gq --promotion=pg", "1000 [0]"],
      ["--promotion -G", "[64]"],
      ["--bogus", "[64]"],
      ["--constructor", "[64]"],
      ["-N", "[64]"],
    ] as const
  ) assertEquals(await told(`crm_attribute ${typed}`), answer, typed);
  const env = { OCF_RESOURCE_INSTANCE: "pg" };
  assertEquals(await told("crm_attribute -N n2 --promotion -G -q", env), "100 [0]");
});

Deno.test("crm_attribute sets and deletes, and returns when the daemon has it", async () => {
  const attribute = (name: string, value: string | null, scope: string, node = "n1") =>
    [["/control/attribute", { node, name, value, scope }]] as const;
  const env = { OCF_RESOURCE_INSTANCE: "pg" };
  for (
    const [typed, asked] of [
      ["-N n2 -n x -l reboot -v 5", attribute("x", "5", "reboot", "n2")],
      ["-n x -l reboot -v -INFINITY", attribute("x", "-INFINITY", "reboot")],
      ["-N n2 -n x -v 5", attribute("x", "5", "forever", "n2")],
      ["-N n2 -n x -l forever -D", attribute("x", null, "forever", "n2")],
      ["--promotion -v 10", attribute("master-pg", "10", "reboot")],
      ["--promotion -D", attribute("master-pg", null, "reboot")],
      ["-p -l forever -v 3", attribute("master-pg", "3", "forever")],
      ["-t nodes --node n1 -z -n cpu -v 8", attribute("cpu", "8", "utilization")],
      ["-n stopped -v yes", [["/control/property", { name: "stopped", value: "yes" }]]],
    ] as const
  ) {
    const answer = await call(`crm_attribute ${typed}`, { env });
    assertEquals([answer.status, answer.said, answer.asked], [0, [], asked], typed);
  }
  const refused = await call("crm_attribute -N n9 -n x -v 5", { refusal: "There is no node n9" });
  assertEquals([refused.status, refused.complaints], [1, ["crm_attribute: There is no node n9"]]);
});

Deno.test("crm_master means the score for good, unless told until a reboot", async () => {
  const env = { OCF_RESOURCE_INSTANCE: "pg" };
  const scope = async (typed: string) => (await call(typed, { env })).asked[0]?.[1];
  const score = { node: "n1", name: "master-pg", value: "5" };
  assertEquals(await scope("crm_master -v 5"), { ...score, scope: "forever" });
  assertEquals(await scope("crm_master -Q -l reboot -v 5"), { ...score, scope: "reboot" });
  assertEquals(await scope("crm_master -N n2 -l reboot -D -r db"), {
    node: "n2",
    name: "master-db",
    value: null,
    scope: "reboot",
  });
  assertEquals(await told("crm_master -l reboot -G --quiet", env), "1000 [0]");
  assertEquals(await told("crm_master -G"), "[1]");
});

Deno.test("attrd_updater sets transient attributes, and tells them in a line each", async () => {
  const asked = async (typed: string) => (await call(`attrd_updater ${typed}`)).asked[0]?.[1];
  const pingd = { node: "n1", name: "pingd", scope: "reboot" };
  assertEquals(await asked("-n pingd -B 100 -d 5s -q"), { ...pingd, value: "100" });
  assertEquals(await asked("-n pingd -v 0 -d 5s"), { ...pingd, value: "0" });
  assertEquals(await asked("-S status -n pingd -D"), { ...pingd, value: null });
  const other = await asked("-p --name pingd --node n2 --update 3");
  assertEquals(other, { ...pingd, node: "n2", value: "3" });
  assertEquals(
    await told("attrd_updater -Q -n master-pg"),
    'name="master-pg" host="n1" value="1000" [0]',
  );
  assertEquals(
    await told("attrd_updater -QA -n master-pg"),
    'name="master-pg" host="n1" value="1000" name="master-pg" host="n2" value="100" [0]',
  );
  assertEquals(await told("attrd_updater -Q -n pg-status -N n2"), "[0]");
  assertEquals(await told("attrd_updater -Q -n none"), "[105]");
  assertEquals(await told("attrd_updater -U 5"), "[64]");
});

Deno.test("crm_node names nodes as the cluster does", async () => {
  assertEquals(await told("crm_node -n"), "n1 [0]");
  assertEquals(await told("crm_node -l"), "1 n1 member 2 n2 member [0]");
  assertEquals(await told("crm_node -p"), "n1 n2  [0]");
  assertEquals(await told("crm_node -q"), "1 [0]");
  assertEquals(await told("crm_node -i"), "1 [0]");
  assertEquals(await told("crm_node --name-for-id 2"), "n2 [0]");
  const alone = await call("crm_node -n", { noDaemon: true });
  assertEquals([alone.status, alone.said], [0, ["n1"]], "it knows that by itself");
});

Deno.test("crm_resource finds where something runs", async () => {
  assertEquals(await told("crm_resource --locate -r vip"), "resource vip is running on: n1 [0]");
  assertEquals(
    await told("crm_resource -W -r pg-clone"),
    "resource pg-clone is running on: n1 Promoted resource pg-clone is running on: n2 [0]",
  );
  assertEquals(await told("crm_resource --quiet -W -r pg"), "n1 n2 [0]");
  assertEquals(await told("crm_resource -W -r gone"), "[0]");
  assertEquals(await told("crm_resource -W -r none"), "[105]");
  assertEquals(await told("crm_resource -r pg --meta -g promotable"), "true [0]");
  assertEquals(await told("crm_resource -r vip -g ip"), "[0]");
  assertEquals((await call("crm_resource -B -r pg -N n1 -Q")).status, 3);
  for (
    const [typed, path] of [
      ["-m -p target-role -v Stopped", "/control/stop"],
      ["--meta --set-parameter target-role -v started", "/control/start"],
      ["-m -d target-role", "/control/start"],
      ["-m -p is-managed -v false", "/control/unmanage"],
      ["-m -d is-managed", "/control/manage"],
    ] as const
  ) {
    const { asked, status } = await call(`crm_resource -r pg ${typed}`);
    assertEquals([status, asked], [0, [[path, { resource: "pg" }]]], typed);
  }
  assertEquals((await call("crm_resource -r pg -m -p priority -v 5")).status, 3);
  assertEquals((await call("crm_resource -r pg -p target-role -v Stopped")).status, 3);
  assertEquals((await call("crm_resource --cleanup -r pg -N n2")).asked, [
    ["/control/cleanup", { resource: "pg", node: "n2" }],
  ]);
});

Deno.test("crm_failcount counts by operation or all, crm_standby tells of standby", async () => {
  assertEquals(
    await told("crm_failcount -G -r pg"),
    "scope=status  name=fail-count-pg value=0 [0]",
  );
  assertEquals(await told("crm_failcount -Gq -r pg -N n2"), "3 [0]");
  assertEquals(
    await told("crm_failcount -G -r pg -N n2 -n monitor -I 9s"),
    "scope=status  name=fail-count-pg#monitor_9000 value=2 [0]",
  );
  assertEquals(await told("crm_standby -G"), "scope=nodes  name=standby value=off [0]");
  assertEquals((await call("crm_standby -N n2 -v on")).asked, [["/control/standby", {
    node: "n2",
  }]]);
});

Deno.test("crm_mon's XML has each resource and node on one line, as agents grep for them", async () => {
  for (const form of ["-1 --output-as=xml", "-1X", "-n1X", "-r --as-xml"]) {
    const lines = (await call(`crm_mon ${form}`)).said;
    const count = (pattern: RegExp) => lines.filter((line) => pattern.test(line)).length;
    assertEquals(count(/<resource id="pg" .* role="Promoted".* active="true".* failed="false"/), 1);
    assertEquals(count(/<resource id="pg" .* role="Unpromoted"/), 1);
    assertEquals(count(/<node name="n2" .* online="true"/), 1);
    assertEquals(count(/<node name="n\d" .*type="member"/), 2);
    assertEquals(count(/<attribute name="master-pg" value="1000"/), 1);
  }
  assertMatch((await call("crm_mon -1X")).said[0]!, /^<crm_mon version=/);
  assertMatch((await call("crm_mon -1 --output-as=xml")).said.at(-1)!, /^<\/pacemaker-result>/);
  assertStringIncludes((await call("crm_mon -1")).said.join("\n"), "Node List");
  assertEquals((await call("crm_mon --daemonize")).status, 64);
});

Deno.test("crm_mon tells who is unclean and what was done about it, crm_node counts it as lost", async () => {
  const unclean = { scene: { nodes: ALL_SAFEGUARDS.snapshot.nodes, fencing: FENCING } };
  const xml = (await call("crm_mon -1 --output-as=xml", unclean)).said.join("\n");
  assertMatch(xml, /<node name="n2" .* online="false" .* unclean="true"/);
  assertMatch(xml, /<node name="n1" .* online="true" .* unclean="false"/);
  assertMatch(xml, /<fence_event status="pending" action="reboot" target="n2"/);
  assertMatch(xml, /<fence_event status="failed" exit_reason="no answer within 60 s"/);
  assertEquals((await call("crm_node -p", unclean)).said, ["n1 n3 "]);
  const text = async (typed: string) => (await call(typed, unclean)).said.join("\n");
  assertStringIncludes(await text("crm_mon -1"), "* Node n2: UNCLEAN (offline)");
  assertNotMatch(await text("crm_mon -1m1"), /Fencing History/);
  assertStringIncludes(await text("crm_mon -1m3"), "Fencing History");
  assertStringIncludes(await text("crm_mon -1 -m"), "Fencing History");
});

Deno.test("cibadmin finds attributes where agents look for them", async () => {
  const pair = (node: string, value: string) =>
    `<nvpair id="status-${node}-master-pg" name="master-pg" value="${value}"/>`;
  const query = async (path: string) => (await call(`cibadmin -Q --xpath ${path}`)).said;
  assertEquals(await query("//node_state[@crmd='online']//nvpair[@name='master-pg']"), [
    "<xpath-query>",
    `  ${pair("n1", "1000")}`,
    `  ${pair("n2", "100")}`,
    "</xpath-query>",
  ]);
  assertEquals(await query("//node_state[@uname='n2']//nvpair[@name='master-pg']"), [
    pair("n2", "100"),
  ]);
  assertEquals((await call("cibadmin -Q --xpath //node_state//nvpair[@name='none']")).status, 105);
  assertEquals((await call("cibadmin -Q --xpath //primitive")).status, 3);
  assertEquals((await call("cibadmin --delete")).status, 3);
  assertStringIncludes((await call("cibadmin -Q")).said.join(""), '<node id="2" uname="n2">');
});

Deno.test("agents learn from pacemakerd that there is a crm_node to ask", async () => {
  assertEquals((await call("pacemakerd -$")).said[0]?.split(" ").slice(0, 2), [
    "Pacemaker",
    "2.1.5",
  ]);
  assertEquals((await call("crm_nothing -1")).status, null);
});

Deno.test("without a daemon every tool that needs one says so", async () => {
  const queries: Readonly<Record<string, string>> = {
    attrd_updater: "-Q -n x",
    crm_attribute: "-N n1 -n x -G",
    crm_failcount: "-G -r x",
    crm_master: "-G -r x",
    crm_node: "-l",
    crm_resource: "-W -r x",
    cibadmin: "-Q",
  };
  for (const name of TOOL_NAMES.filter((each) => each !== "pacemakerd")) {
    const { status, complaints } = await call(
      `${name} ${queries[name] ?? "-1"}`.replace("crm_standby -1", "crm_standby -G"),
      { noDaemon: true },
    );
    assertEquals([status, complaints.length], [102, 1], name);
    assertStringIncludes(complaints[0]!, "there is no such socket");
  }
});
