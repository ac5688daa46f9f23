/** Clones, templates and what resources inherit. */
import { assertEquals } from "@std/assert";
import { formatProblem, parseConfig, printConfig } from "../../src/config/mod.ts";
import type { ClusterConfig } from "../../src/model/mod.ts";

const BASE = Deno.readTextFileSync(new URL("faults/base.toml", import.meta.url));

function read(text: string): ClusterConfig {
  const { config, problems } = parseConfig(text, "cluster.toml");
  if (config === null) throw new Error(problems.map(formatProblem).join("\n"));
  return config;
}

const resource = (text: string, name: string) =>
  read(text).resources.find(({ id }) => id === name as string);

const CLONE = `
[[clone]]
name = "dbs"
of = "db"
promotable = true
promoted_max = 1
max = 3
notify = true
unique = false
stickiness = 7
[[resource]]
name = "db"
agent = "ocf:heartbeat:pgsql"
`;

Deno.test("a clone says of its instances what Pacemaker calls clone-max, promoted-max, …", () => {
  const [clone] = read(BASE + CLONE).clones;
  assertEquals(clone as unknown, {
    name: "dbs",
    of: "db",
    prefer: [],
    meta: {
      promotable: true,
      promotedMax: 1,
      cloneMax: 3,
      notify: true,
      globallyUnique: false,
      stickiness: 7,
    },
  });
});

Deno.test("a setting is the resource's, else its group's, its clone's, that of [defaults]", () => {
  assertEquals(resource(BASE + CLONE, "db")?.stickiness, 7);
  assertEquals(resource(`${BASE}${CLONE}stickiness = 3\n`, "db")?.stickiness, 3);
  const grouped = BASE.replace('members = ["vip"', 'failure_timeout = "1m"\nmembers = ["vip"');
  assertEquals(resource(grouped, "nginx")?.failureTimeout, 60_000);
  assertEquals(resource(BASE, "nginx")?.failureTimeout, 600_000);
});

Deno.test("what nobody says of stickiness is 0, and 1 for what is cloned", () => {
  const text = (BASE + CLONE).replace("stickiness = 100\n", "").replace("stickiness = 7\n", "");
  assertEquals([resource(text, "db")?.stickiness, resource(text, "vip")?.stickiness], [1, 0]);
});

Deno.test("of a promotable clone the promoted instance is watched too, at an interval of its own", () => {
  const usual = resource(BASE + CLONE, "db")?.monitors;
  assertEquals(usual, [
    { interval: 10_000, depth: 0, role: null },
    { interval: 9000, depth: 0, role: "promoted" },
  ]);
  const own = `${BASE}${CLONE}[[resource.operation]]
name = "monitor"
role = "promoted"
interval = "10s"
on_fail = "demote"
`;
  assertEquals(resource(own, "db")?.monitors, [
    { interval: 11_000, depth: 0, role: null },
    { interval: 10_000, depth: 0, role: "promoted", onFail: "demote" },
  ]);
  const both = `${own}[[resource.operation]]\nname = "monitor"\nrole = "unpromoted"
interval = "20s"
enabled = false
start_delay = "5s"
`;
  assertEquals(resource(both, "db")?.monitors, [
    { interval: 10_000, depth: 0, role: "promoted", onFail: "demote" },
    { interval: 20_000, depth: 0, role: "unpromoted", startDelay: 5000, enabled: false },
  ]);
});

const TEMPLATE = `
[[template]]
name = "web-server"
agent = "ocf:heartbeat:nginx"
params = { port = 80, status = "on" }
monitor = "20s"
priority = 5
utilization = { cpu = 2 }
[[template.operation]]
name = "start"
timeout = "90s"
[[template.operation]]
name = "stop"
timeout = "30s"
on_fail = "ignore"
[[resource]]
name = "shop"
template = "web-server"
params = { port = 8080 }
priority = 1
[[resource.operation]]
name = "stop"
timeout = "45s"
`;

Deno.test("a resource takes from its template what it does not say itself", () => {
  const shop = resource(BASE + TEMPLATE, "shop");
  assertEquals(shop?.agent, { class: "ocf", provider: "heartbeat", type: "nginx" });
  assertEquals(shop?.params, { port: "8080", status: "on" });
  assertEquals(shop?.meta, { priority: 1 });
  assertEquals(shop?.utilization, { cpu: 2 });
  assertEquals(shop?.monitors, [{ interval: 20_000, depth: 0, role: null }]);
  assertEquals(shop?.timeouts, { start: 90_000, stop: 45_000 });
  assertEquals(shop?.onFail, { stop: "ignore" });
});

Deno.test("what a template says of promotion is nothing to those that are never promoted", () => {
  const text = BASE + TEMPLATE.replace(
    "[[resource]]",
    '[[template.operation]]\nname = "promote"\ntimeout = "2m"\n' +
      '[[template.operation]]\nname = "monitor"\nrole = "promoted"\ninterval = "5s"\n[[resource]]',
  );
  const cloned = `${text}[[clone]]\nname = "shops"\nof = "shop"\npromotable = true\n`;
  const [plain, promoted] = [resource(text, "shop"), resource(cloned, "shop")];
  assertEquals([plain?.timeouts.promote, promoted?.timeouts.promote], [undefined, 120_000]);
  assertEquals([plain?.monitors.length, promoted?.monitors.length], [1, 2]);
  for (const each of [text, cloned]) {
    assertEquals(read(printConfig(read(each))), read(each));
  }
});

Deno.test("[defaults.operation] is for every operation that can have it", () => {
  const text = BASE.replace("[[group]]", '[defaults.operation]\non_fail = "standby"\n[[group]]');
  const nginx = resource(text, "nginx");
  assertEquals([nginx?.onFail.start, nginx?.onFail.monitor, nginx?.onFail.stop], [
    "standby",
    "standby",
    undefined,
  ]);
  assertEquals(nginx?.monitors[0]?.onFail, "standby");
  const timed = BASE.replace("[[group]]", '[defaults.operation]\ntimeout = "40s"\n[[group]]');
  assertEquals(resource(timed, "nginx")?.timeouts, {
    start: 60_000,
    stop: 40_000,
    monitor: 40_000,
    reload: 40_000,
  });
  const { promote, notify, migrate_to } = resource(timed + CLONE, "db")?.timeouts ?? {};
  assertEquals([promote, notify, migrate_to], [40_000, 40_000, undefined]);
});

Deno.test("what [defaults] says beside failures and stickiness is kept apart", () => {
  const text = BASE.replace("stickiness = 100", 'managed = false\nmultiple_active = "block"');
  assertEquals(read(text).defaults, { managed: false, multipleActive: "block" });
});

Deno.test("the cluster's options have Pacemaker's defaults, and those that are written", () => {
  const text = BASE.replace(
    'no_quorum = "stop"',
    'no_quorum = "demote"\nsymmetric_cluster = true\nbatch_limit = 5\n' +
      'node_health = { strategy = "progressive", yellow = -5 }',
  );
  const { noQuorum, options } = read(text);
  assertEquals([noQuorum, options.symmetric, options.batchLimit], ["demote", true, 5]);
  assertEquals(options.startFailureIsFatal, true);
  assertEquals(options.nodeHealth, {
    strategy: "progressive",
    base: 0,
    red: -1_000_000,
    yellow: -5,
    green: 0,
  });
});
