/**
 * A member that slept for a lease by its own, fast clock forgets whom it heard, and says since when it has
 * listened; the coordinator, by its own clock, saw too short a silence to know. The holder, whose clock
 * is slow, counts the member's last word for longer than the member slept. All clocks within 5 %.
 */
import "../pure.ts";
import { assertEquals } from "@std/assert";
import type { NodeName } from "../../src/model/mod.ts";
import { SkewedTalk } from "./skewed_talk.ts";
import { voters } from "./voters.ts";

/** n1 could coordinate, n2 holds, n3 sleeps. Deadtime is 2 s, a lease 1.5 s. */
function play(rate: number, sleeps: number, cutBefore: number, offset: number): readonly string[] {
  const rates = [rate, 0.95, 1.05];
  const talk = new SkewedTalk({ config: voters([1, 1, 1]), rates, seed: 1, slowest: 5, loss: 0 });
  const [n1, n2, n3] = talk.names as [NodeName, NodeName, NodeName];
  const found: string[] = [];
  talk.run(4000 + offset);
  talk.begin();
  // n1 and n2 do not hear each other from now on; n3 hears both.
  talk.cut(n2, n1);
  talk.cut(n1, n2);
  talk.run(cutBefore);
  talk.sleep(n3, sleeps);
  talk.cut(n2, n3);
  talk.cut(n3, n2);
  talk.run(4000, () => found.push(...talk.takeovers((absences, name) => absences.isSure(name))));
  return found;
}

for (const rate of [0.95, 1.05]) {
  Deno.test(`nobody takes over by the word of one that has forgotten, at a rate of ${rate}`, () => {
    for (let sleeps = 1400; sleeps <= 1600; sleeps += 20) {
      for (const cutBefore of [400, 1200, 3000]) {
        for (const offset of [0, 100]) {
          assertEquals(
            play(rate, sleeps, cutBefore, offset),
            [],
            `${sleeps} ${cutBefore} ${offset}`,
          );
        }
      }
    }
  });
}
