/** All parts by name. */
import { playListener, playSender } from "./datagrams.ts";
import { playHolding } from "./holding.ts";
import { PART } from "./part.ts";
import { playPowerSwitch } from "./power_switch.ts";
import { playProbe } from "./probe.ts";
import { playRelay } from "./relay.ts";
import { playWebServer } from "./web_server.ts";

const PARTS: Readonly<Record<string, () => Promise<void>>> = {
  holding: playHolding,
  listener: playListener,
  power: playPowerSwitch,
  probe: playProbe,
  relay: playRelay,
  sender: playSender,
  web: playWebServer,
};

/** Plays the part that this process was started for. False: it was started for none. */
export async function playPart(): Promise<boolean> {
  const play = PARTS[Deno.env.get(PART) ?? ""];
  if (play === undefined) return false;
  await play();
  return true;
}
