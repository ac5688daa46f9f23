/** What keeps one holder, and what is wrong with it, in all views. */
import {
  assert,
  assertEquals,
  assertMatch,
  assertNotMatch,
  assertStringIncludes,
} from "@std/assert";
import { pingName } from "../../src/model/mod.ts";
import {
  nagios,
  renderHtml,
  statusApp,
  type StatusDocument,
  type Warning,
  warningsOf,
} from "../../src/status/mod.ts";
import { documentOf, n1, n2, n3, on, ownView, peerView, textOf, unit, webOn } from "./documents.ts";
import { attempt, FENCING } from "./fencing.ts";
import { ALL_SAFEGUARDS, ARBITER, GUARDED } from "./guarded.ts";

const unclean = peerView({
  standing: "unclean",
  because: "silent",
  heardAgo: 12_300,
  unclean: "it has fallen silent",
});

/** One is to be fenced, and that has not been tried yet. */
const waiting = { ...FENCING, devices: [], history: [], pending: [] };

const critical = (document: StatusDocument): readonly string[] => texts(document, "critical");

const texts = (document: StatusDocument, wanted: Warning["severity"]): readonly string[] =>
  warningsOf(document).filter(({ severity }) => severity === wanted).map(({ text }) => text);

Deno.test("an unclean node is the first thing to read: why, what went wrong, what to do", () => {
  const nodes = [ownView(), unclean];
  assertEquals(critical(documentOf({ nodes, fencing: waiting })), [
    "Node n2 is UNCLEAN and is to be fenced: it has fallen silent; if it is off for certain: " +
    "hb fence confirm n2",
  ]);
  const failed = documentOf({ nodes, fencing: FENCING });
  assertMatch(
    critical(failed)[0] ?? "",
    /fencing it FAILED so far \(ipmi-n2 on n1: no answer within 60 s\); if it is off/,
  );
  assertEquals(nagios(failed).code, 2);
  assertEquals(texts(failed, "warning").filter((text) => text.includes("dead")), []);
});

Deno.test("who does not coordinate knows by the history how fencing goes", () => {
  const history = [attempt(2, { state: "failed", why: "no route" }), attempt(1)];
  const document = documentOf({
    nodes: [ownView(), unclean],
    fencing: { ...waiting, history },
  });
  assertStringIncludes(critical(document)[0] ?? "", "FAILED so far (ipmi-n2 on n1: no route)");
});

Deno.test("a node that is to be fenced though it is heard is unclean too, as crm_mon has it", () => {
  const pending = [{
    node: n2,
    action: "off" as const,
    because: "nginx could not be stopped there",
    problem: null,
  }];
  const document = documentOf({ fencing: { ...waiting, pending } });
  const text = textOf(document);
  assertStringIncludes(text, "* Node n2: UNCLEAN (online)");
  assertStringIncludes(text, "* off of n2, because nginx could not be stopped there");
  assertNotMatch(text, /hb fence confirm/);

  const history = [attempt(1, { state: "underWay", because: "nginx could not be stopped there" })];
  const elsewhere = documentOf({ fencing: { ...waiting, pending: [], history } });
  assertStringIncludes(textOf(elsewhere), "* Node n2: UNCLEAN (online)");
});

Deno.test("what an unclean node runs is not known before it is off", () => {
  const units = [unit(webOn(on(n1, "stopped")), { holder: null })];
  const waits = documentOf({ nodes: [ownView(), unclean], fencing: waiting, units });
  assertStringIncludes(textOf(waits), "not known: n2 may run it, and is to be fenced");
  const off = peerView({ standing: "offline", because: "silent", heardAgo: 12_300 });
  const over = textOf(documentOf({ nodes: [ownView(), off], units }), { inactive: true });
  assertStringIncludes(over, "Stopped");
});

Deno.test("what failed is shown until it is made good, or the node's life is over", () => {
  const failed = attempt(2, { state: "failed", why: "no route", wall: 2000 });
  const done = attempt(3, { device: failed.device, wall: 3000 });
  const shown = (nodes: readonly ReturnType<typeof ownView>[], history: typeof FENCING.history) =>
    textOf(documentOf({ nodes, fencing: { ...waiting, history } }))
      .includes("Failed Fencing Actions");
  assert(shown([ownView(), unclean], [failed]));
  assert(shown([ownView(), peerView()], [failed]), "it was fenced by hand, and goes on");
  assert(!shown([ownView(), unclean], [done, failed]));
  assert(!shown([ownView(), peerView({ generation: 10 })], [failed]), "it has begun a new life");
  const off = peerView({ standing: "offline", because: "silent" });
  assert(!shown([ownView(), off], [failed]), "an operator has said that it is off");
});

Deno.test("quorum says whom it waits for", () => {
  const document = documentOf({ quorum: { held: false, votes: 1, of: 2, waitsFor: [n2] } });
  const said = "WITHOUT quorum: 1 of 2 votes, wait_for_all waits for n2";
  assertEquals(critical(document), [`This partition is ${said}`]);
  assertStringIncludes(textOf(document), "(1 of 2 votes, wait_for_all waits for n2)");
});

Deno.test("who waits for one that does not come is told what to do, once that is clear", () => {
  const alone = { phase: "starting" as const, coordinator: null, units: [] };
  const quorum = { held: false, votes: 0, of: 2, waitsFor: [n2] };
  const unseen = { because: "unseen" as const, heardAgo: null, links: [] };
  const waits = (standing: "pending" | "offline") =>
    documentOf({ ...alone, quorum, nodes: [ownView(), peerView({ ...unseen, standing })] });
  assertEquals(critical(waits("pending")), []);
  assertEquals(critical(waits("offline")), [
    "Nothing is started before n2 has been heard (wait_for_all); start hb there, or, if it is off " +
    "for certain: hb fence confirm n2",
  ]);
});

Deno.test("without quorum the arbiter's part in it is told", () => {
  const quorum = { held: false, votes: 1, of: 3, waitsFor: [] };
  const said = (arbiter: Partial<typeof ARBITER>) =>
    critical(documentOf({ quorum, arbiter: { ...ARBITER, held: false, ...arbiter } }));
  const without = "This partition is WITHOUT quorum: 1 of 3 votes";
  assertEquals(said({ holder: n2 }), [`${without}; n2 has the arbiter's vote`]);
  assertEquals(said({ holder: null }), [without]);
  assertEquals(said({ problem: "connection refused" }), [
    `${without}; the arbiter does not answer`,
  ]);
});

Deno.test("an arbiter, watchdogs and devices that fail are warnings", () => {
  const document = documentOf({
    arbiter: { ...ARBITER, problem: "connection refused" },
    nodes: [
      ownView({ watchdog: { armed: false, timeout: 0, problem: "there is no /dev/watchdog" } }),
      peerView(),
    ],
    fencing: { ...FENCING, history: [], pending: [] },
  });
  assertEquals(texts(document, "warning"), [
    "Fence device ipmi-n2 does NOT work for n3: no route",
    "The arbiter does not answer this node: connection refused",
    "The watchdog is NOT armed on n1: there is no /dev/watchdog",
  ]);
  assertEquals(nagios(document).code, 1);
});

Deno.test("a node that reaches no ping node is told apart from a ping node that is gone", () => {
  const [gateway, dns] = [pingName("gateway"), pingName("dns")];
  const of = (...pings: readonly (readonly [boolean, boolean])[]) =>
    texts(
      documentOf({
        nodes: [ownView(), peerView(), peerView({ name: n3 })].map((node, index) => {
          const [one, other] = pings[index] ?? [true, true];
          return { ...node, pings: { [gateway]: one, [dns]: other } };
        }),
      }),
      "warning",
    );
  assertEquals(of([true, true]), []);
  assertEquals(of([false, false]), [
    "Node n1 reaches no ping node (gateway and dns): look at its cable",
  ]);
  assertEquals(of([true, false], [true, false], [false, false]), [
    "Node n3 reaches no ping node (gateway and dns): look at its cable",
    "Ping node dns is not reached from n1 and n2",
  ]);
});

Deno.test("a cluster with all of it is calm while all of it works", () => {
  assertEquals(warningsOf(GUARDED), []);
  assertEquals(nagios(GUARDED).code, 0);
});

Deno.test("/metrics has a figure for each safeguard", async () => {
  const text = await (await statusApp(() => ALL_SAFEGUARDS).request("/metrics")).text();
  for (
    const line of [
      'hb_node_votes{node="n1"} 2',
      'hb_node_unclean{node="n1"} 0',
      'hb_node_unclean{node="n2"} 1',
      "hb_fencing_enabled 1",
      'hb_fence_device_up{device="ipmi-n2",node="n1"} 1',
      'hb_fence_device_up{device="ipmi-n2",node="n3"} 0',
      'hb_fence_attempts{device="pdu",result="underWay"} 1',
      'hb_fence_attempts{device="ipmi-n2",result="failed"} 1',
      "hb_arbiter_held 1",
      "hb_arbiter_lease_seconds 6.2",
      "hb_arbiter_reachable 1",
      'hb_watchdog_armed{node="n1"} 1',
      'hb_watchdog_armed{node="n3"} 0',
      'hb_ping_reached{node="n1",ping="gateway"} 1',
      'hb_ping_reached{node="n3",ping="gateway"} 0',
    ]
  ) assertStringIncludes(text, `\n${line}\n`);
  assertNotMatch(text, /hb_watchdog_armed\{node="n2"\}/, "what is silent says nothing of now");
  assertMatch(text, /\nhb_fence_last_seconds\{node="n3"\} \d+/);
});

Deno.test("the page shows the safeguards, open fencing and what is promised", () => {
  const page = renderHtml(ALL_SAFEGUARDS, "UTC");
  assertStringIncludes(page, '<td class="bad">UNCLEAN (offline)</td>');
  assertStringIncludes(page, "<th>n3 (witness)</th>");
  assertStringIncludes(page, "Arbiter (etcd /hb/shop): this node has its vote");
  assertStringIncludes(page, "<h2>Pending Fencing Actions</h2>");
  assertStringIncludes(page, '<td class="moving">at least one</td>');
});

Deno.test("probes: what is to be fenced is not healthy, a witness takes nothing over", async () => {
  const ask = async (document: StatusDocument, path: string) => {
    const response = await statusApp(() => document).request(path);
    return [response.status, (await response.text()).split("\n")[1]];
  };
  const doomed = documentOf({ nodes: [ownView({ unclean: "a stop failed" }), peerView()] });
  assertEquals(await ask(doomed, "/health"), [503, "this node is to be fenced: a stop failed"]);
  const idle = [unit(webOn(on(n1, "stopped"), on(n2, "started")), { holder: n2 })];
  const witness = documentOf({ nodes: [ownView({ witness: true }), peerView()], units: idle });
  assertEquals((await ask(witness, "/health"))[0], 200);
  assertEquals(await ask(witness, "/standby/web"), [
    503,
    "this node is a witness: it takes nothing over",
  ]);
});
