/**
 * Strangers on the network: garbage, replayed and forged datagrams.
 *
 * Bounds: nothing moves, the client waits no longer than usual, each kind of junk is counted, and
 * the log stays short: at most one line a kind and minute.
 */
import { assert, assertEquals, assertLess } from "@std/assert";
import { type LabNode, labNow, Listener, sendDatagrams, until } from "../../src/lab/mod.ts";
import { ADDRESS, allSee, EVENTUALLY, HB, servedBy1, SLACK, UNDISTURBED } from "./scenario.ts";

const PORT = 694;
const GARBAGE = 10_000;
const FORGED = 1_000;

servedBy1("garbage, replayed and forged datagrams change nothing", {}, async (stage) => {
  const { lab, n1, n2, probe, holding } = stage;
  // What n1 really says is recorded on n2 while its daemon is away.
  await n2.killDaemon();
  const listener = new Listener(n2.space, HB, PORT);
  n2.spared.add(listener.pid);
  await until("real datagrams", EVENTUALLY, () => listener.datagrams.length >= 3);
  const real = listener.datagrams.slice();
  await listener.end();
  n2.start();
  await allSee(lab, "n1", EVENTUALLY);

  const before = await n2.status();
  const began = labNow();
  await sendDatagrams(lab.client, HB, "10.77.0.2", PORT, garbage());
  await sendDatagrams(lab.client, HB, "10.77.0.2", PORT, repeated(real, FORGED / 2));
  await sendDatagrams(lab.client, HB, "10.77.0.2", PORT, forged(real, FORGED / 2));
  await until("the counters rise", EVENTUALLY, async () => {
    const counted = await junk(n2);
    const sum = [...counted.values()].reduce((total, count) => total + count, 0);
    return (counted.get("junk.replayed") ?? 0) > 0 && (counted.get("junk.badSignature") ?? 0) > 0 &&
      sum > GARBAGE / 2;
  }, async () => JSON.stringify([...await junk(n2)]));

  const after = await n2.status();
  assertEquals(after?.snapshot.epoch, before?.snapshot.epoch);
  assertEquals(after?.snapshot.generation, before?.snapshot.generation);
  assertEquals(after?.snapshot.nodes.map(({ standing }) => standing), ["online", "online"]);
  await n1.sees("web", "n1", SLACK);
  assertLess(probe.longestGap(began), UNDISTURBED);
  assertEquals(holding.overlaps(ADDRESS), []);
  const events = after?.events.filter(({ event }) => event.kind === "junk") ?? [];
  assert(events.length > 0 && events.length <= 20, `${events.length} lines about junk`);
});

async function junk(node: LabNode): Promise<ReadonlyMap<string, number>> {
  const counters = Object.entries((await node.status())?.snapshot.counters ?? {});
  return new Map(counters.filter(([name]) => name.startsWith("junk.")));
}

/** Random bytes of every length, from none to what fits a frame and more. */
function* garbage(): Generator<Uint8Array> {
  for (let number = 0; number < GARBAGE; number += 1) {
    yield crypto.getRandomValues(new Uint8Array((number * 7) % 2000));
  }
}

function* repeated(real: readonly Uint8Array[], count: number): Generator<Uint8Array> {
  for (let number = 0; number < count; number += 1) {
    yield real[number % real.length] ?? new Uint8Array();
  }
}

/** Real datagrams of which one byte is another, cut short, or with something added. */
function* forged(real: readonly Uint8Array[], count: number): Generator<Uint8Array> {
  for (let number = 0; number < count; number += 1) {
    const bytes = (real[number % real.length] ?? new Uint8Array()).slice();
    const at = number % bytes.length;
    if (number % 3 === 0) yield bytes.subarray(0, at);
    else if (number % 3 === 1) yield Uint8Array.from([...bytes, number % 256]);
    else {
      bytes[at] = (bytes[at] ?? 0) ^ 0x40;
      yield bytes;
    }
  }
}
