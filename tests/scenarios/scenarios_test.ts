/** Whole clusters: tests/scenarios/told, one file a story. */
import { replay } from "../replay.ts";
import { play } from "./script.ts";

replay("scenarios/told", play);
