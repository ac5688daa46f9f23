import { assertEquals, assertMatch } from "@std/assert";
import {
  type Event,
  fenceDeviceName,
  INFINITY,
  linkName,
  pingName,
  resourceId,
} from "../../src/model/mod.ts";
import { describe } from "../../src/status/mod.ts";
import { CONFIG_EVENTS, type Told } from "./config_events.ts";
import { n1, n2, web } from "./documents.ts";

const vip = resourceId("vip");
const link = linkName("ucast:eth1");
const ipmi = fenceDeviceName("ipmi");
const gateway = pingName("192.0.2.1");

/** At least one of each kind: a missing kind does not compile. */
const TABLE: Told<Event["kind"]> = {
  ...CONFIG_EVENTS,
  sameName: [[
    { node: n2, generation: 3 },
    "error",
    "two hosts say that they are n2: the one that came later (life 3) is not let in; give it a name " +
    "of its own, or stop hb there",
  ]],
  putBack: [[
    {},
    "error",
    "this host was put back to an earlier state, or copied while it ran: the other nodes have heard " +
    "more of it than it has said; it lets go of all that it runs, and joins anew",
  ]],
  stillThere: [[
    { node: n2, generation: 3 },
    "error",
    "n2 is still there, though it was fenced or said to be off: what fences it does not work",
  ]],
  started: [[{ generation: 4 }, "info", "hb has started, generation 4"]],
  joined: [[
    { coordinator: n1, epoch: 7 },
    "info",
    "joined the cluster: n1 coordinates, epoch 7",
  ]],
  coordinator: [
    [{ node: n1, epoch: 7 }, "info", "n1 coordinates now, epoch 7"],
    [{ node: null, epoch: 7 }, "warning", "no coordinator is known any more (last epoch 7)"],
  ],
  quorum: [
    [{ held: true, votes: 2, of: 3 }, "info", "this partition has quorum: 2 of 3 votes"],
    [{ held: false, votes: 1, of: 3 }, "error", "this partition has LOST quorum: 1 of 3 votes"],
  ],
  peerAlive: [
    [{ node: n2, generation: 9, after: null }, "info", "node n2 is alive, generation 9"],
    [
      { node: n2, generation: 9, after: 12_300 },
      "info",
      "node n2 is alive after 12.3s of silence, generation 9",
    ],
  ],
  fencing: [
    [
      { node: n2, action: "reboot", because: "it has fallen silent", delay: 5000 },
      "warning",
      "fences n2 (reboot) after 5s, because it has fallen silent",
    ],
    [
      { node: n2, action: "on", because: "an operator asked for it", delay: 0 },
      "info",
      "fences n2 (on), because an operator asked for it",
    ],
  ],
  fenced: [
    [
      { node: n2, action: "off", devices: [ipmi], by: [n1] },
      "warning",
      "n2 is fenced (off) by ipmi, called by n1",
    ],
    [
      { node: n2, action: "off", devices: [ipmi], by: [] },
      "warning",
      "n2 is fenced (off) by ipmi",
    ],
    [
      { node: n2, action: "on", devices: [ipmi], by: [n1] },
      "info",
      "n2 is switched on by ipmi, called by n1",
    ],
  ],
  fencingFailed: [[
    { node: n2, why: "ipmi on n1: login failed", again: 4000 },
    "error",
    "Cannot fence n2: ipmi on n1: login failed; tries again in 4s; " +
    "if it is off for certain: hb fence confirm n2",
  ]],
  fenceBegun: [[
    { node: n2, action: "off", device: ipmi, because: "it has fallen silent" },
    "info",
    "calls ipmi for n2 (off), because it has fallen silent",
  ]],
  fenceEnded: [
    [
      { node: n2, action: "off", device: ipmi, good: true, why: "", took: 1200 },
      "info",
      "ipmi for n2 (off) has succeeded after 1.2s",
    ],
    [
      { node: n2, action: "off", device: ipmi, good: false, why: "login failed", took: 1200 },
      "error",
      "ipmi for n2 (off) failed after 1.2s: login failed",
    ],
  ],
  fenceDevice: [
    [
      { device: ipmi, works: false, why: "no route to host" },
      "error",
      "fence device ipmi does NOT work: no route to host",
    ],
    [{ device: ipmi, works: true, why: "" }, "info", "fence device ipmi works again"],
  ],
  peerLate: [[{ node: n2, silent: 5010 }, "warning", "late heartbeat: node n2 is silent for 5s"]],
  peerRecovered: [[
    { node: n2, silent: 6200 },
    "warning",
    "node n2 is heard again after 6.2s, in time",
  ]],
  peerDead: [
    [{ node: n2, silent: 10_020 }, "error", "node n2 is dead: silent for 10s"],
    [
      { node: n2, silent: null },
      "warning",
      "node n2 has not been heard since the start: taken for dead",
    ],
  ],
  peerLeft: [[{ node: n2 }, "info", "node n2 has left the cluster as planned"]],
  notHeard: [[
    { node: n2 },
    "error",
    "node n2 is heard but does not hear this node: look at its cable and firewall",
  ]],
  link: [
    [{ link, node: n2, up: true, why: "" }, "info", "link ucast:eth1 to n2 is up"],
    [{ link, node: n2, up: false, why: "" }, "warning", "link ucast:eth1 to n2 is DOWN"],
    [
      { link, node: null, up: false, why: "no carrier on eth1" },
      "warning",
      "link ucast:eth1 is DOWN: no carrier on eth1",
    ],
  ],
  ping: [
    [{ ping: gateway, reached: true, silent: 20 }, "info", "ping node 192.0.2.1 answers"],
    [
      { ping: gateway, reached: false, silent: 10_040 },
      "error",
      "ping node 192.0.2.1 does not answer for 10s",
    ],
  ],
  arbiterVote: [
    [{ held: true, wanted: true, why: "" }, "info", "this node has the arbiter's vote"],
    [
      { held: false, wanted: true, why: "n2 has it" },
      "error",
      "this node has LOST the arbiter's vote: n2 has it",
    ],
    [
      { held: false, wanted: false, why: "" },
      "info",
      "this node has given the arbiter's vote back: it is not needed any more",
    ],
  ],
  arbiterFails: [[
    { why: "no answer within 500ms" },
    "warning",
    "the arbiter does not answer: no answer within 500ms; its vote cannot be had now",
  ]],
  arbiterAnswers: [[{}, "info", "the arbiter answers again"]],
  heldUp: [[
    { by: 640 },
    "warning",
    "this node was held up for 640ms: its host is too busy; it runs fewer agents at a time until " +
    "it keeps up again",
  ]],
  paused: [[
    { length: 61_000 },
    "error",
    "this node stood still for 1m 1s (paused, or overloaded)",
  ]],
  lettingGo: [[
    { why: "quorum is lost", resources: [vip, resourceId("nginx")] },
    "error",
    "lets go of vip and nginx: quorum is lost",
  ]],
  letGo: [[{ took: 250 }, "info", "has let go of everything after 250ms"]],
  operation: [
    [
      { resource: vip, action: "start", good: true, meaning: "ok", reason: "", took: 3 },
      "info",
      "start of vip: ok after 3ms",
    ],
    [
      { resource: vip, action: "monitor", good: true, meaning: "ok", reason: "", took: 3 },
      "debug",
      "monitor of vip: ok after 3ms",
    ],
    [
      {
        resource: vip,
        action: "monitor",
        good: false,
        meaning: "not running",
        reason: "address is gone",
        took: 3,
      },
      "warning",
      "monitor of vip: not running (address is gone) after 3ms",
    ],
    [
      {
        resource: vip,
        action: "stop",
        good: false,
        meaning: "timed out",
        reason: "",
        took: 20_000,
      },
      "error",
      "stop of vip: timed out after 20s",
    ],
  ],
  notLooked: [
    [
      { resource: vip, action: "monitor", why: "Cannot start /bin/a: Too many open files" },
      "error",
      "nobody could look at vip, which is taken to be as it was: Cannot start /bin/a: Too many open " +
      "files; free some of what this host has run out of",
    ],
  ],
  adopted: [[{ resource: vip }, "info", "vip runs here already: adopted as it is"]],
  failures: [
    [
      { resource: vip, count: 2, threshold: 3 },
      "warning",
      "vip: fail-count 2 here (migration-threshold 3)",
    ],
    [
      { resource: vip, count: INFINITY, threshold: INFINITY },
      "warning",
      "vip: fail-count INFINITY here (migration-threshold INFINITY)",
    ],
  ],
  failuresForgotten: [
    [{ resource: vip, why: "cleanup" }, "info", "failures of vip are forgotten: cleaned up"],
    [
      { resource: vip, why: "expired" },
      "info",
      "failures of vip are forgotten: failure-timeout is over",
    ],
  ],
  action: [[
    { node: n1, resource: vip, action: "start", because: "n2 is dead" },
    "info",
    "start vip on n1: n2 is dead",
  ]],
  blocked: [[
    { unit: web, why: "no node may run it" },
    "error",
    "web is blocked: no node may run it",
  ]],
  unblocked: [[{ unit: web }, "info", "web is no longer blocked"]],
  severalHolders: [[
    { unit: web, holders: [n1, n2], kept: n1, rule: "it holds it longer" },
    "error",
    "web is held by n1 and n2 at once: n1 keeps it (it holds it longer), the others let go",
  ]],
  oneHolder: [[
    { unit: web, kept: n1, together: 340 },
    "warning",
    "only n1 holds web again; several did for 340ms",
  ]],
  addressAnswered: [[
    { resource: vip, address: "10.0.0.1", mac: "02:00:00:00:00:07" },
    "error",
    "vip: another host, 02:00:00:00:00:07, still answered for 10.0.0.1 when this node took it over",
  ]],
  setting: [
    [{ what: "n2 is in standby", by: n1, user: null }, "info", "n2 is in standby, set on n1"],
    [
      { what: "n2 is in standby", by: n1, user: "alice (uid 1001)" },
      "info",
      "n2 is in standby, by alice (uid 1001) on n1",
    ],
  ],
  excess: [[
    { what: "attributes", by: n2, why: "a node has at most 500 attributes" },
    "warning",
    "Cannot keep attributes of this node that were set on n2: a node has at most 500 attributes",
  ], [
    { what: "settings", by: n2, why: "3 are too long" },
    "warning",
    "Cannot keep what operators want, as n2 knows it: 3 are too long",
  ], [
    { what: "report", by: n2, why: "it is too long for any message, with 9 resources" },
    "error",
    "Cannot tell the others what runs here: it is too long for any message, with 9 resources",
  ]],
  junk: [[
    { junk: "badSignature", link, count: 3 },
    "warning",
    "3 datagrams refused on ucast:eth1: bad signature",
  ], [
    { junk: "unknownLevel", link, count: 1 },
    "warning",
    "1 datagram refused on ucast:eth1: unknown level",
  ], [
    { junk: "unknownKind", link, count: 2 },
    "info",
    "2 messages passed over on ucast:eth1: of a kind that only a newer hb knows",
  ]],
  notUnderstood: [[
    {
      node: n2,
      release: { version: "2.0.0", lowest: 3, highest: 4 },
      own: { version: "0.1.0", lowest: 1, highest: 1 },
    },
    "error",
    "node n2 runs hb 2.0.0 and this node hb 0.1.0, which do not understand each other (levels 3 to 4; " +
    "here level 1): update the older one",
  ]],
  stateNotSaved: [[
    { problem: "no space left on device" },
    "error",
    "Cannot save the state: no space left on device; goes on without, free some space",
  ]],
  stateSaved: [[{}, "info", "the state can be saved again"]],
  leaving: [[{}, "info", "hb is stopping: hands over what runs here first"]],
  left: [[{}, "info", "hb has handed over and leaves the cluster"]],
};

for (const [kind, cases] of Object.entries(TABLE)) {
  Deno.test(`the event "${kind}" is told in one plain sentence`, () => {
    for (const [fields, level, text] of cases) {
      assertEquals(describe({ kind, ...fields } as Event), { level, text });
      assertMatch(text, /^[^\n]+[^.\n]$/);
    }
  });
}

Deno.test("an event of a later hb is told by its name, for a command may ask such a daemon", () => {
  const event = { kind: "solved", by: 3 } as unknown as Event;
  assertEquals(describe(event), {
    level: "info",
    text: "solved: an event that this hb does not know",
  });
});
