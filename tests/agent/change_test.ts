/** What changes while it runs: definitions that can be reloaded, and the place, by live migration. */
import "../pure.ts";
import { assertEquals } from "@std/assert";
import { instancesOf, isReloadable, parseMetadata, traitsOf } from "../../src/agent/mod.ts";
import { nodeName, resourceId, unitName } from "../../src/model/mod.ts";
import { clusterConfig } from "../cluster_config.ts";
import { resource } from "./agents.ts";
import { Desk, dummy, ERROR, NOT_RUNNING, OK } from "./desk.ts";

const VM = dummy("vm");
const changed = (params: Record<string, string>) => dummy("vm", { params });

Deno.test("a change of what can be reloaded says where a reload leads; any other does not", () => {
  const desk = Desk.busy(VM).configure(changed({ reloadable: "1" }));
  assertEquals(desk.of("vm").definition, '["vm",{}]');
  assertEquals(desk.of("vm").reloadsTo, '["vm",{"reloadable":"1"}]');
  desk.configure(changed({ reloadable: "1", other: "2" }));
  assertEquals(desk.of("vm").reloadsTo, null);
});

Deno.test("a reload makes it what is configured, without a restart", () => {
  const desk = Desk.busy(VM).configure(changed({ reloadable: "1" }));
  desk.order("vm", "reload");
  const [operation] = desk.running.values();
  assertEquals([operation?.reloadAs, operation?.resource.params], ["reload-agent", {
    reloadable: "1",
  }]);
  desk.end(OK);
  assertEquals(desk.of("vm").definition, '["vm",{"reloadable":"1"}]');
  assertEquals(desk.of("vm").state, "started");
  desk.order("vm", "reload").end(ERROR);
  assertEquals([desk.state("vm"), desk.of("vm").failcount], ["failed", 0]);
});

Deno.test("agents say what they can reload: by OCF 1.1, or by the custom before that", () => {
  const agent = (action: string) => {
    const parsed = parseMetadata(`<resource-agent name="x"><parameters>
      <parameter name="a" unique="1" reloadable="1"/><parameter name="b" unique="0"/>
      <parameter name="c" unique-group="g"/></parameters>
      <actions><action name="${action}" timeout="20"/></actions></resource-agent>`);
    if (!parsed.ok) throw new Error(parsed.problem);
    const { reload } = traitsOf(parsed.value);
    return reload && [reload.action, ...reload.parameters];
  };
  assertEquals(agent("reload-agent"), ["reload-agent", "a"]);
  assertEquals(agent("reload"), ["reload", "b"]);
  assertEquals(agent("start"), null);
});

Deno.test("another agent is never a reload away", () => {
  const agents = new Map([
    ["lsb:x", {
      timeouts: {},
      reload: { action: "reload" as const, parameters: new Set<string>() },
    }],
  ]);
  assertEquals(isReloadable(resource("lsb:x"), resource("lsb:x"), agents), true);
  assertEquals(isReloadable(resource("lsb:y"), resource("lsb:x"), agents), false);
});

Deno.test("a live migration is told at both ends until it is over", () => {
  const source = Desk.busy(VM);
  const meta = { migrate_source: "n1", migrate_target: "n2" };
  source.order("vm", "migrate_to", undefined, 1, meta).end(OK).tick(99_999);
  assertEquals(source.of("vm").migration, { kind: "to", node: nodeName("n2") });
  assertEquals([source.state("vm"), ...source.begun], ["stopped", "migrate_to vm"]);
  assertEquals(source.of("vm").startedFor, null);
  assertEquals(source.order("vm", "stop").end(OK).of("vm").migration, null);

  const target = Desk.idle(VM).order("vm", "migrate_from", undefined, 1, meta);
  assertEquals(target.of("vm").migration, { kind: "from", node: nodeName("n1") });
  target.end(OK).tick(10_000);
  assertEquals([target.state("vm"), target.of("vm").migration], ["started", null]);
  assertEquals(target.begun, ["migrate_from vm", "monitor vm"]);
});

Deno.test("a migration that fails has failed at its end, and counts nothing", () => {
  const meta = { migrate_source: "n1", migrate_target: "n2" };
  const desk = Desk.idle(VM).order("vm", "migrate_from", undefined, 1, meta).end(NOT_RUNNING);
  assertEquals([desk.state("vm"), desk.of("vm").failcount], ["failed", 0]);
  assertEquals(desk.of("vm").migration, { kind: "from", node: nodeName("n1") });
  assertEquals(desk.order("vm", "stop").end(OK).of("vm").migration, null);
});

Deno.test("a monitor that is switched off never runs, one with a delay starts late", () => {
  const monitors = [
    { interval: 1000, depth: 0, role: null, enabled: false },
    { interval: 2000, depth: 10, role: null, startDelay: 5000 },
  ];
  const desk = Desk.busy(dummy("vm", { monitors })).tick(6999);
  assertEquals(desk.begun, []);
  assertEquals(desk.tick(7000).begun, ["monitor10 vm"]);
});

Deno.test("each instance of a unique clone is one of its own, others share a name", () => {
  const config = clusterConfig({ nodes: 3, groups: ["g: a b"], alone: ["c"] });
  const clone = (of: string, globallyUnique: boolean) => ({
    name: unitName(`${of}-clone`),
    of: resourceId(of),
    prefer: [],
    meta: { globallyUnique, cloneNodeMax: 2, cloneMax: globallyUnique ? 2 : 9 },
  });
  const ids = (clones: ReturnType<typeof clone>[]) =>
    instancesOf({ ...config, clones }).map(([{ id }, traits]) => `${id} ${traits?.nodeMax ?? "-"}`);
  assertEquals(ids([clone("g", true)]), ["a:0 2", "a:1 2", "b:0 2", "b:1 2", "c -"]);
  assertEquals(ids([clone("c", false)]), ["a -", "b -", "c 1"]);
});
