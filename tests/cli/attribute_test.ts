import { assertEquals, assertStringIncludes } from "@std/assert";
import { main } from "../../src/cli/mod.ts";
import { documentOf, ownView, peerView } from "../status/documents.ts";
import { fakeWorld } from "./fake_world.ts";

const DOCUMENT = documentOf({
  nodes: [
    ownView({
      attributes: {
        transient: { pingd: "100" },
        permanent: { site: "north" },
        utilization: { cpu: "4" },
      },
    }),
    peerView(),
  ],
});

async function typed(words: string) {
  const world = fakeWorld({ documents: [DOCUMENT] });
  const code = await main(words.split(" "), world);
  return { code, said: world.printed, complaints: world.complaints, requests: world.requests };
}

Deno.test("hb attribute shows one, or all with their kinds", async () => {
  assertEquals((await typed("attribute n1 site")).said, ["north"]);
  assertEquals((await typed("attribute n1 pingd -t")).said, ["100"]);
  assertEquals((await typed("attribute n1 cpu --utilization")).said, ["4"]);
  assertEquals((await typed("attribute n1")).said, [
    "  site   north  permanent",
    "  pingd  100    transient",
    "  cpu    4      utilization",
  ]);
});

Deno.test("hb attribute sets and deletes, for good unless told otherwise", async () => {
  const asked = async (words: string) => (await typed(words)).requests;
  const site = { kind: "attribute", node: "n2", name: "site" };
  assertEquals(await asked("attribute n2 site south") as unknown, [
    { ...site, value: "south", scope: "forever" },
  ]);
  assertEquals(await asked("attribute n2 site -t -- -5") as unknown, [
    { ...site, value: "-5", scope: "reboot" },
  ]);
  assertEquals(await asked("attribute n2 site --delete") as unknown, [
    { ...site, value: null, scope: "forever" },
  ]);
});

Deno.test("hb attribute says what is not there, and what makes no sense", async () => {
  const { code, complaints } = await typed("attribute n1 none");
  assertEquals(code, 1);
  assertStringIncludes(complaints[0]!, "no permanent attribute of this name is set");
  assertEquals((await typed("attribute n9")).code, 1);
  assertEquals((await typed("attribute n1 --delete")).code, 64);
  assertEquals((await typed("attribute n1 site south --delete")).code, 64);
});

Deno.test("hb tool hands on what it is given as it was typed, and knows its tools", async () => {
  assertEquals((await typed("tool crm_node -l")).said, ["1 n1 member", "2 n2 member"]);
  assertEquals((await typed("tool crm_attribute -N n1 -n site -Gq")).said, ["north"]);
  const set = await typed("tool crm_attribute -N n1 -n db -l reboot -v -INFINITY");
  assertEquals(set.requests as unknown, [
    { kind: "attribute", node: "n1", name: "db", value: "-INFINITY", scope: "reboot" },
  ]);
  assertEquals((await typed("tool crm_nothing -1")).code, 64);
  assertStringIncludes((await typed("tool --help")).said.join(), "Usage: hb tool NAME");
});
