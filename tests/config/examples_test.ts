/** The files that people copy are good. */
import { assert, assertEquals } from "@std/assert";
import { formatProblem, parseConfig, printConfig, promisesOf } from "../../src/config/mod.ts";
import type { ClusterConfig } from "../../src/model/mod.ts";

const folder = new URL("../../config/", import.meta.url);
const examples = [...Deno.readDirSync(folder)].map(({ name }) => name).filter((name) =>
  name.endsWith(".toml")
);

for (const name of examples) {
  Deno.test(`config/${name} has no error`, () => {
    const { config, problems } = parseConfig(Deno.readTextFileSync(new URL(name, folder)), name);
    const errors = problems.filter(({ severity }) => severity === "error");
    assertEquals(errors.map(formatProblem), []);
    assert(config !== null);
    assertEquals(parseConfig(printConfig(config), "").config, config);
  });
}

for (const name of ["fencing.toml", "witness.toml", "arbiter.toml"]) {
  Deno.test(`config/${name} promises one holder while no link works, and has no warning`, () => {
    const text = Deno.readTextFileSync(new URL(name, folder));
    const { config, problems } = parseConfig(text, name);
    assertEquals(problems.map(formatProblem), []);
    const cut = promisesOf(config as ClusterConfig).find(({ fault }) => fault === "cut");
    assertEquals([cut?.atMostOne, cut?.atLeastOne], [true, true]);
  });
}

Deno.test("two nodes, a link, an address and a service fit in 20 lines", () => {
  const lines = Deno.readTextFileSync(new URL("minimal.toml", folder)).trimEnd().split("\n");
  assert(lines.length <= 20);
});

const SHOWN = [
  [
    "cluster.toml",
    "warntime|initdead|udpport|auto_failback|keys|no_quorum|port|stickiness|monitor",
  ],
  [
    "constraints.toml",
    "symmetric_cluster|stop_all_resources|maintenance_mode|enable_startup_probes|" +
    "start_failure_is_fatal|batch_limit|node_action_limit",
  ],
  [
    "fencing.toml",
    "wait_for_all|enabled|action|startup|priority_delay|panic|random_delay|level|timeout|retries|" +
    "verify|monitor|from",
  ],
  ["witness.toml", "no_quorum|votes|device|require_quorum"],
  ["arbiter.toml", "key|ttl|timeout|interval|deadping"],
] as const;

for (const [name, keys] of SHOWN) {
  Deno.test(`the defaults that ${name} shows as comments are the defaults`, () => {
    const text = Deno.readTextFileSync(new URL(name, folder));
    const shown = text.replaceAll(new RegExp(`^# (${keys}) =`, "gm"), "$1 =");
    assert(shown !== text);
    assertEquals(parseConfig(shown, "").config, parseConfig(text, "").config);
  });
}
