/** A process that opens and feeds a watchdog device as a test tells it: one word of a line each. */
import { instant } from "../../src/model/mod.ts";
import { Watchdog } from "../../src/io/watchdog.ts";

const say = (said: unknown) => console.log(JSON.stringify(said));

if (import.meta.main) {
  const watchdog = new Watchdog({ onState: say, onWarning: say }, undefined, () => instant(0));
  for await (const chunk of Deno.stdin.readable.pipeThrough(new TextDecoderStream())) {
    for (const line of chunk.trim().split("\n")) {
      const [word, device = "", timeout = ""] = line.split(" ");
      if (word === "feed") watchdog.feed();
      if (word === "disarm") watchdog.disarm();
      if (word === "configure") {
        watchdog.configure({ device, timeout: Number(timeout), requireQuorum: false });
      }
      say("done");
    }
  }
}
