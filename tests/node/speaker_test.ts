/** What is too long for one message. */
import "../pure.ts";
import { assertEquals } from "@std/assert";
import type { Ledger } from "../../src/agent/mod.ts";
import type { Membership } from "../../src/membership/mod.ts";
import { instant, NO_FENCING_REPORT, nodeName, resourceId } from "../../src/model/mod.ts";
import type { Letter, Message, Order, Post } from "../../src/wire/mod.ts";
import { Speaker } from "../../src/node/speaker.ts";
import type { Speech } from "../../src/node/speech.ts";
import { STOPPED } from "../scheduler/story.ts";

const N1 = nodeName("n1");
const N2 = nodeName("n2");
const NOW = instant(0);
const LONG = {
  action: "monitor",
  interval: 0,
  role: null,
  status: 1,
  meaning: "failed",
  reason: "x".repeat(900),
  wall: 0,
  took: 0,
} as const;

/** Where a message has at most `longest` characters. */
function speaker(longest: number) {
  const said: Message[] = [];
  const write = ({ message }: Letter) => {
    if (JSON.stringify(message).length > longest) return null;
    said.push(message);
    return [new Uint8Array()];
  };
  const resources = { [resourceId("vip")]: { ...STOPPED, history: [LONG], lastFailure: LONG } };
  const ledger = { version: 1, changesSince: () => ({ resources, gone: [] }) };
  const made = new Speaker(
    { write, lastSeq: 1 } as unknown as Post,
    {
      noteSent: () => {},
      peer: () => ({ kind: "unseen", dead: false }),
      isHeardDirectlyBy: () => true,
    } as unknown as Membership,
    ledger as unknown as Ledger,
    { now: NOW },
  );
  return { said, made };
}

const SPEECH = {
  self: N1,
  generation: 1,
  configDigest: "d",
  cutOffFor: null,
  settings: {},
  blocked: [],
  pending: [],
  reported: {
    attributes: {},
    written: {},
    fencing: NO_FENCING_REPORT,
    fenced: {},
    watchdog: null,
    pings: {},
  },
} as unknown as Speech;

const ordersOf = (message: Message): readonly number[] =>
  message.kind === "instruct" ? message.orders.map(({ serial }) => serial) : [];

Deno.test("orders that are too many for one message go in several, in their order", () => {
  const { said, made } = speaker(500);
  const order = (serial: number): Order => ({
    serial,
    resource: resourceId("vip"),
    action: "start",
    meta: {},
  });
  const orders = Array.from({ length: 10 }, (_, serial) => order(serial));
  const epoch = { counter: 1, node: N1, generation: 1 };
  made.sendOrders({ kind: "instruct", epoch, orders }, N2, NOW);
  assertEquals(said.flatMap(ordersOf), orders.map(({ serial }) => serial));
  assertEquals(said.length > 1, true);
});

Deno.test("a report that is too long goes without the past; one that still is is told of", () => {
  const enough = speaker(5000);
  enough.made.tellAll(SPEECH, null, NOW);
  assertEquals(enough.said.length, 1);
  assertEquals(enough.made.tooLong(N1, NOW), []);
  const short = speaker(1500);
  short.made.tellAll(SPEECH, null, NOW);
  const [told] = short.said;
  const vip = told?.kind === "report" ? told.report.resources[resourceId("vip")] : undefined;
  assertEquals([vip?.history, vip?.lastFailure, vip?.state], [[], null, "stopped"]);
  const none = speaker(10);
  assertEquals(none.made.tellAll(SPEECH, null, NOW), []);
  assertEquals(none.made.tooLong(N1, NOW), [{
    kind: "excess",
    what: "report",
    by: N1,
    why: "it is too long for any message, with 1 resources",
  }]);
});
