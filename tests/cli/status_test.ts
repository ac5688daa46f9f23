import { assertEquals, assertMatch, assertNotMatch, assertStringIncludes } from "@std/assert";
import { main } from "../../src/cli/mod.ts";
import { documentOf } from "../status/documents.ts";
import { fakeWorld, type Scene } from "./fake_world.ts";

async function show(typed: string, scene: Scene = { documents: [documentOf()] }) {
  const world = fakeWorld(scene);
  const code = await main(["status", ...typed.split(" ").filter((word) => word !== "")], world);
  return { code, text: world.printed.join("\n"), world };
}

Deno.test("crm_mon's letters may be joined in any order", async () => {
  const joined = await show("-1Afr");
  assertEquals(joined.code, 0);
  assertStringIncludes(joined.text, "Node Attributes:");
  assertStringIncludes(joined.text, "Full List of Resources:");
  for (const typed of ["-rfA1", "-Afr1", "-1 -A -f -r", "-r --attributes --failcounts"]) {
    assertEquals((await show(typed)).text, joined.text, typed);
  }
});

Deno.test("--json is what the daemon said, whole", async () => {
  const { text } = await show("--json");
  assertEquals(JSON.parse(text).snapshot.cluster, "shop");
});

Deno.test("--nagios gives a line and Nagios' status, without a daemon too", async () => {
  const well = await show("--nagios");
  assertEquals(well.code, 0);
  assertMatch(well.text, /^CLUSTER OK: [^\n]+$/);
  const gone = await show("--nagios", {});
  assertEquals(gone.code, 2);
  assertEquals(gone.text, "CLUSTER CRIT: Cannot talk to the daemon on /run/hb/hb.sock");
});

Deno.test("colour comes on a terminal only", async () => {
  // deno-lint-ignore no-control-regex
  const escape = /\x1b\[/;
  assertNotMatch((await show("")).text, escape);
  assertMatch(
    (await show("", { documents: [documentOf()], changes: { colour: true } })).text,
    escape,
  );
});

Deno.test("--watch prints again and again", async () => {
  let pauses = 0;
  const pause = () => ++pauses < 3 ? Promise.resolve() : Promise.reject(new Error("interrupted"));
  const world = fakeWorld({ documents: [documentOf()], changes: { pause } });
  await main(["status", "--watch"], world).catch(() => {});
  assertEquals(world.printed.length, 3);
});

Deno.test("what is not hb is not shown as one", async () => {
  const { code, world } = await show("", {
    documents: [documentOf()],
    changes: {
      request: () => Promise.resolve({ ok: true, value: { status: 200, body: "<html>" } }),
    },
  });
  assertEquals(code, 1);
  assertMatch(world.complaints.join(), /does not answer as hb does/);
});
