/** One report that is lost or late takes nothing away of what is known of a member that is well. */
import "../pure.ts";
import { assertEquals } from "@std/assert";
import type { NodeName } from "../../src/model/mod.ts";
import { clusterConfig, type Shape } from "../cluster_config.ts";
import { Lossy } from "./lossy.ts";

const DB_THEN_APP = [
  '[[order]]\nname = "o"\nfirst = "db"\nthen = "app"',
  '[[colocation]]\nname = "c"\nresource = "app"\nwith = "db"\nscore = "-INFINITY"',
];

const CASES: Readonly<Record<string, Omit<Shape, "nodes">>> = {
  "what runs elsewhere after it": { alone: ["db", "app"], more: DB_THEN_APP },
  "copies of a clone that may have two": {
    alone: ["web"],
    more: ['[[clone]]\nname = "webs"\nof = "web"\nmax = 2'],
  },
};

for (const [what, shape] of Object.entries(CASES)) {
  Deno.test(`a member's report is lost: nothing is done with ${what}`, () => {
    const config = clusterConfig({ nodes: 3, defaults: ['monitor = "off"'], ...shape });
    const rig = Lossy.started(config, 6000);
    const coordinator = rig.leader;
    const isMember = (name: NodeName) => name !== coordinator && rig.runsOn(name).length > 0;
    if (!rig.names.some(isMember)) rig.place("db", rig.names.find((one) => one !== coordinator)!);
    const member = rig.names.find(isMember)!;
    rig.steps.length = 0;
    let lost = 0;
    rig.loses = (from, to, message) => {
      const isIt = from === member && to === coordinator && message?.kind === "report";
      if (!isIt || lost > 0) return false;
      lost += 1;
      return true;
    };
    rig.ask(member, { kind: "attribute", node: member, name: "load", value: "1", scope: "reboot" });
    rig.run(3000);
    assertEquals(lost, 1);
    assertEquals(rig.names.flatMap((name) => rig.effects(name, "runAgent")), []);
  });
}
