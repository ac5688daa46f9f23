/** What operators want until they take it back, as it stands in the settings. */
import "../pure.ts";
import { assertEquals, assertStrictEquals } from "@std/assert";
import {
  describeSetting,
  isInMaintenance,
  restartsAt,
  setWish,
  type Wish,
  wishesIn,
} from "../../src/coordinator/mod.ts";
import { NO_WISHES, nodeName, type Settings } from "../../src/model/mod.ts";

const N1 = nodeName("n1");
const N2 = nodeName("n2");
const wishing = (settings: Settings, ...wishes: readonly Wish[]): Settings =>
  wishes.reduce((all, wish) => setWish(all, wish, N1, 5), settings);

Deno.test("each wish is read as it was written, and is gone once it is taken back", () => {
  const all = wishing(
    {},
    { kind: "target", name: "web", value: "stopped" },
    { kind: "target", name: "db", value: "started" },
    { kind: "managed", name: "vip", value: false },
    { kind: "restart", name: "app", value: N2 },
    { kind: "maintenance", value: true },
    { kind: "nodeMaintenance", node: N2, value: true },
  );
  assertEquals(wishesIn(all), {
    targetRoles: { web: "stopped", db: "started" },
    managed: { vip: false },
    restarting: ["app"],
    maintenance: true,
  });
  assertEquals([isInMaintenance(all, N1), isInMaintenance(all, N2)], [false, true]);
  assertEquals(restartsAt(all, "app"), N2);
  const none = wishing(
    all,
    { kind: "target", name: "web", value: null },
    { kind: "target", name: "db", value: null },
    { kind: "managed", name: "vip", value: null },
    { kind: "restart", name: "app", value: null },
    { kind: "maintenance", value: null },
    { kind: "nodeMaintenance", node: N2, value: null },
  );
  assertEquals(wishesIn(none), NO_WISHES);
  assertEquals(isInMaintenance(none, N2), false);
});

Deno.test("what is so already is not written again", () => {
  assertStrictEquals(wishing({}, { kind: "maintenance", value: null })["maintenance"], undefined);
  const once = wishing({}, { kind: "target", name: "web", value: "stopped" });
  assertStrictEquals(wishing(once, { kind: "target", name: "web", value: "stopped" }), once);
});

Deno.test("what a later hb may write is not understood, and does no harm", () => {
  const stamp = { counter: 1, by: N1 };
  const strange = (value: string) => ({ value, stamp });
  assertEquals(
    wishesIn({
      "target/web": strange("promoted"),
      "managed/web": strange("perhaps"),
      maintenance: strange("soon"),
    }),
    NO_WISHES,
  );
});

Deno.test("each can be said", () => {
  const said = (wish: Wish) =>
    Object.entries(wishing({}, wish)).map(([key, { value }]) => describeSetting(key, value));
  assertEquals(said({ kind: "target", name: "web", value: "stopped" }), ["web is to be stopped"]);
  assertEquals(said({ kind: "managed", name: "web", value: false }), ["web is not managed"]);
  assertEquals(said({ kind: "restart", name: "web", value: "*" }), ["web is to restart"]);
  assertEquals(said({ kind: "maintenance", value: true }), ["the cluster is in maintenance"]);
  assertEquals(said({ kind: "nodeMaintenance", node: N2, value: true }), ["n2 is in maintenance"]);
  assertEquals(
    ["target/web", "managed/web", "restart/web", "maintenance", "maintenance/n2"]
      .map((key) => describeSetting(key, null)),
    [
      "web may run again",
      "web is managed",
      null,
      "maintenance of the cluster is as configured",
      "n2 is no longer in maintenance",
    ],
  );
});
