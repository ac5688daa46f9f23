/**
 * A daemon that was killed speaks before it has read its files, and goes on as the life it announced.
 *
 * n3's daemon is away, and a recorder hears in its place what n1 says.
 */
import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { type Lab, type LabNode, Listener, until } from "../../src/lab/mod.ts";
import { firstKey } from "../../src/model/mod.ts";
import { decodeLetter, LEVELS, openEnvelope } from "../../src/wire/mod.ts";
import { ADDRESS, EVENTUALLY, HB, servedBy1, SLACK, UNIT } from "./scenario.ts";

const PORT = 694;

servedBy1("a killed daemon's next life speaks first, then goes on as what it announced", {
  nodes: 3,
}, async ({ lab, n1, n2, holding }) => {
  const recorder = await recorderFor(lab, lab.node(3));
  const { generation: last = 0 } = (await n1.status())?.snapshot ?? {};
  await nextLifeIsLeft(n1);
  await n1.killDaemon();
  n1.start();
  await until("it is back", EVENTUALLY, () => recorder.said("n1", last + 1).length > 20);
  await n1.sees(UNIT, "n1", EVENTUALLY);
  await n2.sees(UNIT, "n1", SLACK);
  assertEquals((await n1.status())?.snapshot.generation, last + 1);

  const said = recorder.said("n1", last + 1);
  // Some that come between are for n2 alone.
  const numbers = said.map(({ seq }) => seq);
  assertEquals(numbers[0], 1);
  assertEquals(numbers, [...new Set(numbers)].sort((one, other) => one - other));
  const first = decodeLetter(said[0]?.body ?? new Uint8Array(), LEVELS);
  assert(first.ok && first.value.message.kind === "keepalive", "the first word is a keepalive");
  const { phase, succeeds, hears, listening } = first.value.message;
  assertEquals({ phase, succeeds, hears, listening }, {
    phase: "starting",
    succeeds: last,
    hears: [],
    listening: 0,
  });
  assertEquals(holding.holders(ADDRESS), ["n1"]);
  assertEquals(holding.overlaps(ADDRESS), []);

  // The life after that one does the same.
  await nextLifeIsLeft(n1);
  await n1.killDaemon();
  n1.start();
  await until("it is back again", EVENTUALLY, () => recorder.said("n1", last + 2).length > 5);
  assertEquals(recorder.said("n1", last + 2)[0]?.seq, 1);
  await recorder.end();
});

servedBy1("with another cluster.toml it begins as ever", { nodes: 3 }, async ({ lab, n1 }) => {
  const recorder = await recorderFor(lab, lab.node(3));
  const { generation: last = 0 } = (await n1.status())?.snapshot ?? {};
  await nextLifeIsLeft(n1);
  await n1.killDaemon();
  await n1.shell(`echo '# another' >> ${n1.room}/cluster.toml`);
  n1.start();
  await until("it is back", EVENTUALLY, async () => await n1.status() !== null);
  assertEquals(recorder.said("n1", last + 1), []);
  assertNotEquals((await n1.status())?.snapshot.generation, last + 1);
  await recorder.end();
});

/** Shortly after its start a daemon has kept a number free for the life after it. */
async function nextLifeIsLeft({ room }: LabNode): Promise<void> {
  const isThere = () => Deno.stat(`${room}/next-life`).then(() => true, () => false);
  await until("the next life can speak", EVENTUALLY, isThere);
}

async function recorderFor(lab: Lab, node: LabNode) {
  const key = firstKey(await Deno.readTextFile(`${lab.room}/keys`));
  assert(key !== null);
  await node.killDaemon();
  const listener = new Listener(node.space, HB, PORT);
  node.spared.add(listener.pid);
  await until("datagrams", EVENTUALLY, () => listener.datagrams.length > 3);
  return {
    end: () => listener.end(),
    /** In the order in which they came. */
    said: (from: string, generation: number) =>
      listener.datagrams.flatMap((datagram) => {
        const opened = openEnvelope(datagram, "lab", [key]);
        const isOfLife = opened.ok && opened.value.from === from &&
          opened.value.generation === generation;
        return isOfLife ? [opened.value] : [];
      }),
  };
}
