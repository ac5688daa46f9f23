/**
 * The status: pure views of one `StatusDocument`.
 *
 *     Snapshot + events ─► StatusDocument ─┬─► warnings ──────┐
 *                                          ├─► screen (text) ◄┤
 *                                          ├─► page (HTML)   ◄┤
 *                                          ├─► nagios, metrics◄┘
 *                                          └─► probes
 *     Request ─► app (Hono, reads only) ◄─ control (adds POST and the configuration, on the unix socket only)
 *
 * Invariants: nothing here changes anything or reads a clock; every view says when its document
 * was made and by whom; what must worry somebody is worked out once (`warnings.ts`), so that no
 * view is calmer than another; a silent node's last report is never shown as the truth of now.
 *
 * Why crm_mon's screen: its words and letters are in its users' fingers and scripts.
 */
export { type Source, type StatusApp, statusApp } from "./app.ts";
export { CONFIG_PATH, controlApp, type Submit } from "./control.ts";
export { describe } from "./describe.ts";
export type { Description, Level } from "./description.ts";
export type { RecordedEvent, StatusDocument } from "./document.ts";
export { isOwnHost } from "./host_header.ts";
export { nagios, type NagiosResult, nagiosWithout } from "./nagios.ts";
export { renderHtml } from "./page.tsx";
export { renderText, type ScreenOptions } from "./screen.ts";
export { renderFencing } from "./screen_fencing.ts";
export { uncleanBecause } from "./fence_state.ts";
export type { ScreenFlags } from "./section.ts";
export {
  everywhere,
  holderOf,
  holdersOf,
  isMember,
  namesUp,
  partlyActiveOn,
  promotedOn,
  resourceNames,
  upkeepOf,
} from "./standing.ts";
export type { Warning } from "./warning.ts";
export { warningsOf } from "./warnings.ts";
export { count, formatTask, formatWall } from "./words.ts";
