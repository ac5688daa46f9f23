import "../pure.ts";
import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { Reports } from "../../src/coordinator/mod.ts";
import {
  fenceDeviceName,
  NO_FENCING_REPORT,
  nodeName,
  resourceId,
  type ResourceReport,
} from "../../src/model/mod.ts";
import type { ReportMessage } from "../../src/wire/mod.ts";
import { STOPPED } from "../scheduler/story.ts";

const N1 = nodeName("n1");

/** What n1's version `version` changed since `base`: resources with their failcounts. */
const message = (
  base: number,
  version: number,
  resources: Readonly<Record<string, number>> = {},
  gone: readonly string[] = [],
  generation = 1,
): ReportMessage => ({
  kind: "report",
  base,
  report: {
    node: N1,
    generation,
    version,
    configDigest: "d",
    follows: null,
    cutOffFor: null,
    attributes: {},
    written: {},
    fencing: NO_FENCING_REPORT,
    fenced: {},
    watchdog: null,
    pings: {},
    resources: Object.fromEntries(
      Object.entries(resources).map(([id, failcount]): [string, ReportResource] => [
        id,
        { ...STOPPED, failcount },
      ]),
    ),
  },
  gone: gone.map(resourceId),
  settings: {},
  blocked: [],
  pending: [],
});
type ReportResource = ResourceReport;

const known = (reports: Reports) =>
  Object.fromEntries(
    Object.entries(reports.of(N1)?.resources ?? {}).map(([id, { failcount }]) => [id, failcount]),
  );

Deno.test("a whole report, then what has changed in it", () => {
  const reports = new Reports();
  assertEquals(reports.take(N1, 1, message(0, 3, { a: 0, b: 0 })), true);
  assertEquals(reports.take(N1, 1, message(3, 5, { b: 2, c: 0 }, ["a"])), true);
  assertEquals(known(reports), { b: 2, c: 0 });
  assertEquals(reports.of(N1)?.version, 5);
});

Deno.test("a change of what was never had asks for the whole", () => {
  const reports = new Reports();
  assertEquals(reports.take(N1, 1, message(3, 4, { a: 1 })), false);
  assertEquals(reports.of(N1), null);
  reports.take(N1, 1, message(0, 3, { a: 0 }));
  assertEquals(reports.take(N1, 1, message(4, 5, { a: 2 })), false, "version 4 is missing");
  assertEquals(known(reports), { a: 0 });
});

Deno.test("what was overtaken changes nothing, and nothing is missing", () => {
  const reports = new Reports();
  reports.take(N1, 1, message(0, 5, { a: 5 }));
  assertEquals(reports.take(N1, 1, message(2, 4, { a: 4 })), true);
  assertEquals(reports.take(N1, 1, message(0, 4, { a: 4 })), true);
  assertEquals(known(reports), { a: 5 });
});

Deno.test("a change reaching further back than what is known is fine", () => {
  const reports = new Reports();
  reports.take(N1, 1, message(0, 5, { a: 5 }));
  assertEquals(reports.take(N1, 1, message(2, 6, { a: 6, b: 3 })), true);
  assertEquals(known(reports), { a: 6, b: 3 });
});

Deno.test("a new life begins with a whole report", () => {
  const reports = new Reports();
  reports.take(N1, 1, message(0, 9, { a: 9 }));
  assertEquals(reports.take(N1, 2, message(1, 2, { b: 0 }, [], 2)), false);
  assertEquals(reports.take(N1, 2, message(0, 1, { b: 1 }, [], 2)), true);
  assertEquals(known(reports), { b: 1 });
});

Deno.test("a report that its sender does not sign for is nothing", () => {
  const reports = new Reports();
  assertEquals(reports.take(nodeName("n2"), 1, message(0, 1, { a: 0 })), true);
  assertEquals(reports.take(N1, 2, message(0, 1, { a: 0 })), true);
  assertEquals(reports.of(N1), null);
});

Deno.test("a report is current in its own life, from the version asked for", () => {
  const reports = new Reports();
  reports.take(N1, 1, message(0, 5));
  assertEquals(reports.current(N1, 1, 5)?.version, 5);
  assertEquals(reports.current(N1, 1, 6), null);
  assertEquals(reports.current(N1, 2, 1), null);
  reports.forget(N1);
  assertEquals(reports.current(N1, 1, 5), null);
});

Deno.test("changes lost, doubled and overtaken: with a whole report on demand the truth is known", () => {
  const change = fc.tuple(fc.constantFrom("a", "b", "c"), fc.nat({ max: 3 }));
  const travels = fc.array(fc.record({ lost: fc.boolean(), delay: fc.nat({ max: 3 }) }));
  fc.assert(fc.property(fc.array(change, { maxLength: 20 }), travels, (changes, travels) => {
    const reports = new Reports();
    const truth: Record<string, number> = {};
    const whole = (version: number) => message(0, version, truth);
    const underWay = changes.flatMap(([id, what], version) => {
      const gone = what === 0;
      if (gone) delete truth[id];
      else truth[id] = what;
      const { lost = false, delay = 0 } = travels[version] ?? {};
      const sent = version === 0
        ? whole(1)
        : message(version, version + 1, gone ? {} : { [id]: what }, gone ? [id] : []);
      return lost ? [] : [{ sent, at: version + delay }];
    }).toSorted((one, other) => one.at - other.at);
    for (const { sent } of underWay) reports.take(N1, 1, sent);
    const behind = reports.current(N1, 1, changes.length) === null;
    if (behind) reports.take(N1, 1, whole(changes.length));
    assertEquals(known(reports), truth);
  }));
});

Deno.test("what a node did of fencing is kept until it says something else of it", () => {
  const reports = new Reports();
  const fencing = {
    attempts: [],
    devices: [{ device: fenceDeviceName("ipmi"), state: "works" as const, why: "" }],
  };
  const first = message(0, 1);
  reports.take(N1, 1, { ...first, report: { ...first.report, fencing } });
  const second = message(1, 2);
  reports.take(N1, 1, { ...second, report: { ...second.report, fencing: null } });
  assertEquals(reports.of(N1)?.fencing, fencing);
});

Deno.test("of attributes only what has changed is told; null is one that is gone", () => {
  const reports = new Reports();
  const told = (base: number, version: number, attributes: Record<string, string | null>) => {
    const whole = message(base, version);
    return reports.take(N1, 1, { ...whole, report: { ...whole.report, attributes } });
  };
  const known = () => reports.of(N1)?.attributes;
  told(0, 1, { a: "1", b: "2" });
  told(1, 2, { b: null, c: "3" });
  assertEquals(known(), { a: "1", c: "3" });
  told(2, 3, {});
  assertEquals(known(), { a: "1", c: "3" });
  told(0, 4, { d: "4" });
  assertEquals(known(), { d: "4" }, "the whole has no base");
});
