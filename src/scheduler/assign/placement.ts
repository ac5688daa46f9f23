/** What constraints say of places, made ready for those who assign them. */
import type { Working } from "../state/working.ts";
import { colocateMembers, unpackColocations } from "./colocations.ts";
import { addHealth, unpackLocations } from "./locations.ts";
import { unpackTickets } from "./tickets.ts";

export function unpackPlacement(w: Working): void {
  addHealth(w);
  unpackLocations(w);
  unpackColocations(w);
  unpackTickets(w);
  colocateMembers(w);
}
