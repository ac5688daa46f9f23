import { assertEquals, assertNotMatch, assertStringIncludes } from "@std/assert";
import { type ScreenFlags, type StatusDocument } from "../../src/status/mod.ts";
import {
  documentOf,
  entry,
  eth0,
  eth1,
  FAILED_MONITOR,
  n1,
  n2,
  n3,
  on,
  ownView,
  peerView,
  resource,
  textOf,
  unit,
  WALL,
  web,
  webOn,
} from "./documents.ts";
import { NO_WISHES, unitName } from "../../src/model/mod.ts";
import { CLONES, LEFT, THREE } from "./clones.ts";
import { FENCING } from "./fencing.ts";
import { ALL_SAFEGUARDS, GUARDED } from "./guarded.ts";
import { assertGolden } from "./golden.ts";

const ALL: ScreenFlags = { attributes: true, failcounts: true, inactive: true };

const silent = peerView({
  standing: "offline",
  because: "silent",
  heardAgo: 12_300,
  worstSilence: 1210,
  links: [{ link: eth0, up: false, heardAgo: 12_300 }, { link: eth1, up: false, heardAgo: 12_301 }],
});

const alone = unit(
  [resource("backup", "ocf:heartbeat:Dummy", [on(n1, "stopped"), on(n2, "stopped")])],
  { name: unitName("backup"), isGroup: false, holder: null },
);

interface Case {
  readonly name: string;
  readonly about: string;
  readonly flags: ScreenFlags;
  readonly document: StatusDocument;
}

const CASES: readonly Case[] = [
  { name: "well", about: "hb status: all is well on two nodes", flags: {}, document: documentOf() },
  {
    name: "standby",
    about: "hb status -1Afr: the peer is set to standby after a failure there",
    flags: ALL,
    document: documentOf({
      nodes: [ownView(), peerView({ standing: "standby", standby: true })],
      units: [
        unit([
          resource("vip", "hb:vip", [on(n1, "started"), on(n2, "stopped")]),
          resource("nginx", "lsb:nginx", [
            on(n1, "started"),
            on(n2, "stopped", { failcount: 1, lastFailure: FAILED_MONITOR }),
          ]),
        ]),
        alone,
      ],
    }),
  },
  {
    name: "by_node",
    about: "hb status -rnot: by node, with operations and their times",
    flags: { inactive: true, byNode: true, operations: true, timing: true },
    document: documentOf({
      units: [
        unit([
          resource("vip", "hb:vip", [
            on(n1, "started", {
              history: [
                entry({ took: 111 }),
                entry({ action: "monitor", interval: 10_000, took: 1 }),
              ],
            }),
            on(n2, "stopped"),
          ]),
          resource("nginx", "lsb:nginx", [
            on(n1, "started"),
            on(n2, "stopped", {
              failcount: 1,
              lastFailure: FAILED_MONITOR,
              history: [
                FAILED_MONITOR,
                entry({ action: "stop", status: null, meaning: "timed out", took: 20_000 }),
              ],
            }),
          ]),
        ]),
        alone,
      ],
    }),
  },
  {
    name: "two_holders",
    about: "hb status -r: the partition has healed, both nodes run the group, one lets go",
    flags: { inactive: true },
    document: documentOf(
      {
        units: [unit(webOn(on(n1, "started"), on(n2, "started", { busy: "stop" })))],
      },
      {
        events: [
          {
            wall: WALL - 500,
            event: {
              kind: "severalHolders",
              unit: web,
              holders: [n1, n2],
              kept: n1,
              rule: "it holds it longer",
            },
          },
        ],
      },
    ),
  },
  {
    name: "no_quorum",
    about: "hb status -r: one of three nodes, cut off; what the others run it cannot know",
    flags: { inactive: true },
    document: documentOf({
      phase: "apart",
      coordinator: null,
      epoch: null,
      quorum: { held: false, votes: 1, of: 3, waitsFor: [] },
      nodes: [
        ownView(),
        silent,
        peerView({
          name: n3,
          standing: "offline",
          because: "left",
          heardAgo: 95_000,
          links: [
            { link: eth0, up: false, heardAgo: 95_000 },
            { link: eth1, up: false, heardAgo: null },
          ],
        }),
      ],
      units: [unit(webOn(on(n1, "stopped")), { holder: null })],
      links: [
        { link: eth0, up: false, why: "no carrier on eth0" },
        { link: eth1, up: true, why: "" },
      ],
    }),
  },
  {
    name: "stop_failed",
    about: "hb status: a stop failed on the peer, the group is blocked; other warnings below",
    flags: {},
    document: documentOf({
      nodes: [
        ownView(),
        peerView({ late: true, heardAgo: 6200, hearsUs: false, worstSilence: 6200 }),
      ],
      units: [
        unit([
          resource("vip", "hb:vip", [on(n1, "stopped"), on(n2, "started")]),
          resource("nginx", "lsb:nginx", [
            on(n1, "stopped"),
            on(n2, "stopFailed", {
              failcount: 1_000_000,
              lastFailure: entry({
                action: "stop",
                status: null,
                meaning: "timed out",
                wall: WALL - 30_000,
                took: 20_000,
              }),
            }),
          ]),
        ], { holder: null, blocked: "nginx could not be stopped on n2" }),
      ],
      warnings: ["Cannot save the state in /var/lib/hb: no space left on device"],
    }),
  },
  {
    name: "starting",
    about: "hb status -r: this node has just started and knows nothing yet",
    flags: { inactive: true },
    document: documentOf({
      phase: "starting",
      coordinator: null,
      epoch: null,
      quorum: { held: false, votes: 1, of: 2, waitsFor: [] },
      nodes: [
        ownView({ standing: "pending" }),
        peerView({
          standing: "pending",
          because: "unseen",
          generation: null,
          heardAgo: null,
          worstSilence: 0,
          hearsUs: null,
          sameConfig: null,
          links: [
            { link: eth0, up: false, heardAgo: null },
            { link: eth1, up: false, heardAgo: null },
          ],
        }),
      ],
      units: [unit(webOn(on(n1, "unknown", { busy: "probe", history: [] })), { holder: null })],
    }),
  },
  {
    name: "clones",
    about: "hb status -r: clones of each kind; one instance failed, one is on its way up",
    flags: { inactive: true },
    document: documentOf({ nodes: THREE, units: CLONES }),
  },
  {
    name: "clones_active",
    about: "hb status: the same clones without what is stopped",
    flags: {},
    document: documentOf({ nodes: THREE, units: CLONES }),
  },
  {
    name: "clones_by_node",
    about: "hb status -nr: the same clones by node",
    flags: { inactive: true, byNode: true },
    document: documentOf({ nodes: THREE, units: CLONES }),
  },
  {
    name: "left_by_operators",
    about: "hb status -r: a stopped group, an unmanaged clone, a node in maintenance",
    flags: { inactive: true },
    document: LEFT,
  },
  {
    name: "maintenance",
    about: "hb status -r: the whole cluster is in maintenance, and one node is in standby",
    flags: { inactive: true },
    document: documentOf({
      maintenance: true,
      wishes: { ...NO_WISHES, maintenance: true },
      nodes: [ownView(), peerView({ standing: "standby", standby: true })],
      units: [unit(
        webOn(on(n1, "started"), on(n2, "stopped")).map((one) => ({
          ...one,
          managed: false,
          maintenance: true,
        })),
        { managed: false, maintenance: true },
      )],
    }),
  },
  {
    name: "fencing",
    about: "hb status -m: a node is to be fenced, its first device does not answer",
    flags: { fencing: true },
    document: documentOf({
      nodes: [ownView(), {
        ...silent,
        standing: "unclean",
        unclean: "it has been silent for 10 s",
      }],
      fencing: FENCING,
    }),
  },
  {
    name: "safeguards",
    about: "hb status -A: every safeguard there is, and all is well",
    flags: { attributes: true },
    document: GUARDED,
  },
  {
    name: "safeguards_failing",
    about: "hb status -A: a node is unclean, the witness has no watchdog and a ping node less",
    flags: { attributes: true },
    document: ALL_SAFEGUARDS,
  },
];

for (const { name, about, flags, document } of CASES) {
  Deno.test(`the screen shows: ${about}`, async () => {
    await assertGolden(name, about, textOf(document, flags, { zone: "UTC" }));
  });
}

Deno.test("a well cluster's screen has no warnings", () => {
  assertNotMatch(textOf(documentOf()), /WARNINGS/);
});

Deno.test("colours come only when asked for, and change nothing else", () => {
  for (const { document, flags } of CASES) {
    const painted = textOf(document, flags, { zone: "UTC", colour: true });
    assertStringIncludes(painted, "\x1b[");
    // deno-lint-ignore no-control-regex
    const bare = painted.replace(/\x1b\[\d+m/g, "");
    assertEquals(bare, textOf(document, flags, { zone: "UTC" }));
  }
});

Deno.test("without -r what is stopped is not listed", () => {
  const text = textOf(documentOf({ units: [alone] }));
  assertStringIncludes(text, "Active Resources:\n  * No active resources");
});

Deno.test("-m says where there is nothing to fence by", () => {
  assertStringIncludes(textOf(documentOf(), { fencing: true }), "No device is configured");
});

Deno.test("-A tells what operators and agents have said of each node, what agents say last", () => {
  const said = {
    permanent: { site: "north", role: "old" },
    transient: { role: "new", "master-db": "10" },
    utilization: { cpu: "4" },
  };
  const document = documentOf({ nodes: [ownView({ attributes: said }), peerView()] });
  const text = textOf(document, { attributes: true });
  const rows = text.split("\n").flatMap((line) =>
    /^ {4}\* (\S+) +: (\S+)$/.exec(line)?.slice(1) ?? []
  );
  assertEquals(rows.slice(0, 12), [
    ...["generation", "4", "standby", "off", "cluster.toml", "same"],
    ...["master-db", "10", "role", "new", "site", "north"],
  ]);
});
