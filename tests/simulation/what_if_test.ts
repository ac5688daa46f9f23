import { assert, assertEquals } from "@std/assert";
import { main } from "../../src/cli/mod.ts";
import { fakeWorld } from "../cli/fake_world.ts";

const operation = (id: string, task: string, interval: number, rc: number) =>
  `<lrm_rsc_op id="${id}" operation="${task}" interval="${interval}" rc-code="${rc}" call-id="1"
    op-status="0" operation_key="${id}" transition-key="1:1:${rc}:u"
    transition-magic="0:${rc};1:1:${rc}:u" op-digest="f2317cad3d54cec5d7d7aa7d0bf35cf8"/>`;

const state = (id: number, story: string) =>
  `<node_state id="${id}" uname="node${id}" in_ccm="true" crmd="online" join="member"
    expected="member"><lrm id="${id}"><lrm_resources>
    <lrm_resource id="web" class="ocf" provider="pacemaker" type="Dummy">${story}</lrm_resource>
    </lrm_resources></lrm></node_state>`;

/** One resource that runs on the first of two nodes. */
const CIB = `<cib have-quorum="1" dc-uuid="1" validate-with="pacemaker-3.0"><configuration>
  <crm_config><cluster_property_set id="o">
    <nvpair id="o1" name="stonith-enabled" value="false"/>
    <nvpair id="o2" name="no-quorum-policy" value="ignore"/>
  </cluster_property_set></crm_config>
  <nodes><node id="1" uname="node1"/><node id="2" uname="node2"/></nodes>
  <resources><primitive id="web" class="ocf" provider="pacemaker" type="Dummy"/></resources>
  <constraints/></configuration><status>
  ${state(1, operation("web_last_0", "start", 0, 0))}
  ${state(2, operation("web_last_0", "monitor", 0, 7))}
  </status></cib>`;

async function ask(...typed: readonly string[]) {
  const world = fakeWorld({ files: { "/cib.xml": CIB } });
  const code = await main(typed, world);
  return { code, text: world.printed.join("\n"), complaints: world.complaints.join("\n") };
}

async function summary(...supposed: readonly string[]): Promise<string> {
  const { code, text, complaints } = await ask("simulate", "--cib", "/cib.xml", ...supposed);
  assertEquals([code, complaints], [0, ""]);
  return /Transition Summary:\n([\s\S]*?)\n?\nExecuting/.exec(text)?.[1]?.replaceAll(/ +/g, " ")
    .trim() ?? "";
}

Deno.test("what is supposed decides the plan", async () => {
  assertEquals(await summary(), "");
  assertEquals(await summary("--node-standby", "node1"), "* Move web ( node1 -> node2 )");
  assertEquals(await summary("--node-down", "node1"), "* Start web ( node2 )");
  assertEquals(await summary("--fail", "web@node1"), "* Recover web ( node1 )");
  assertEquals(
    await summary("--node-standby", "node1", "--node-standby", "node2"),
    "* Stop web ( node1 ) due to node availability",
  );
});

Deno.test("what cannot be supposed is refused with what is meant", async () => {
  for (
    const [typed, complaint] of [
      [["--node-down", "nod1"], 'there is no node "nod1"; did you mean node1?'],
      [["--fail", "web@node2"], "web does not run on node2"],
      [["--fail", "web"], 'there is no node ""'],
      [["--at", "soon"], "Cannot look from soon"],
    ] as const
  ) {
    const { code, complaints } = await ask("simulate", "--cib", "/cib.xml", ...typed);
    assertEquals(code, 64);
    assert(complaints.includes(complaint), complaints);
  }
  assertEquals((await ask("simulate")).code, 64);
  assertEquals((await ask("simulate", "--cib", "/none.xml")).code, 78);
});

Deno.test("the plan as JSON has reasons and scores", async () => {
  const { text } = await ask("simulate", "--cib", "/cib.xml", "--json", "--node-standby", "node1");
  const { nodes, resources, actions } = JSON.parse(text);
  assertEquals(nodes[0], {
    name: "node1",
    before: "standby (with active resources)",
    after: "standby",
  });
  assertEquals(resources[0].after, { role: "started", nodes: ["node2"] });
  assertEquals(resources[0].change, "Move");
  assertEquals(actions.map(({ key }: { key: string }) => key), ["web_stop_0", "web_start_0"]);
  assertEquals(actions[1].after, [actions[0].id]);
});

Deno.test("explain says why there, why not elsewhere, and what that would take", async () => {
  const { code, text } = await ask(
    "explain",
    "web",
    "--cib",
    "/cib.xml",
    "--node-standby",
    "node2",
  );
  assertEquals(code, 0);
  assert(text.startsWith("web: started on node1; stays there\n"), text);
  assert(text.includes("→ node1:"), text);
  assert(text.includes("not there: node2 is standby"), text);
  assert(text.includes("it would take: that node2 leaves standby"), text);
  const unknown = await ask("explain", "wbe", "--cib", "/cib.xml");
  assertEquals(unknown.code, 64);
  assertEquals(
    unknown.complaints,
    "Cannot explain wbe: there is no such resource; did you mean web?",
  );
});
