/** What operators want, laid over what the configuration says. */
import "../pure.ts";
import { assertEquals } from "@std/assert";
import { NO_WISHES, type ResourceMeta, wishedMeta } from "../../src/model/mod.ts";

const over = (
  meta: ResourceMeta,
  names: readonly string[],
  wishes: Partial<typeof NO_WISHES>,
): ResourceMeta => wishedMeta(meta, names, { ...NO_WISHES, ...wishes });

Deno.test("without wishes all is as configured", () => {
  const meta = { targetRole: "unpromoted", managed: true, priority: 3 } as const;
  assertEquals(over(meta, ["db", "dbs"], {}), meta);
});

Deno.test("a stop of a group or clone reaches all in it, whatever that says itself", () => {
  const stopped = { targetRoles: { web: "stopped", nginx: "started" } } as const;
  assertEquals(over({ targetRole: "started" }, ["nginx", "web"], stopped), {
    targetRole: "stopped",
  });
  assertEquals(over({}, ["db"], stopped), {});
});

Deno.test("a start overrides the configuration of what it names, and of nothing in it", () => {
  const started = { targetRoles: { web: "started" } } as const;
  assertEquals(over({ targetRole: "stopped" }, ["web"], started), { targetRole: "started" });
  assertEquals(over({ targetRole: "stopped" }, ["nginx", "web"], started), {
    targetRole: "stopped",
  });
});

Deno.test("what restarts is to be stopped until it is", () => {
  assertEquals(over({}, ["nginx", "web"], { restarting: ["web"] }), { targetRole: "stopped" });
});

Deno.test("what is left alone is so with all in it; managed again only where it is said", () => {
  assertEquals(over({ managed: true }, ["nginx", "web"], { managed: { web: false } }), {
    managed: false,
  });
  assertEquals(over({ managed: false }, ["web"], { managed: { web: true } }), { managed: true });
  assertEquals(over({ managed: false }, ["nginx", "web"], { managed: { web: true } }), {
    managed: false,
  });
});
