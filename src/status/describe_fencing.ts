/** What happens to fence devices and by them, as sentences. */
import { formatMillis } from "../model/mod.ts";
import type { Event } from "../node/mod.ts";
import { type Description, error, info } from "./description.ts";
import { formatAge, listOf } from "./words.ts";

type FencingEvent = Extract<Event, {
  kind: "fencing" | "fenced" | "fencingFailed" | "fenceBegun" | "fenceEnded" | "fenceDevice";
}>;

export function describeFencing(event: FencingEvent): Description {
  switch (event.kind) {
    case "fencing": {
      const delay = event.delay > 0 ? ` after ${formatMillis(event.delay)}` : "";
      const text = `fences ${event.node} (${event.action})${delay}, because ${event.because}`;
      return { level: event.action === "on" ? "info" : "warning", text };
    }
    case "fenced": {
      const by = event.by.length === 0 ? "" : `, called by ${listOf(event.by)}`;
      const done = event.action === "on" ? "is switched on" : `is fenced (${event.action})`;
      const text = `${event.node} ${done} by ${listOf(event.devices)}${by}`;
      return { level: event.action === "on" ? "info" : "warning", text };
    }
    case "fencingFailed":
      return error(
        `Cannot fence ${event.node}: ${event.why}; tries again in ${
          formatMillis(event.again)
        }; if it is off for certain: hb fence confirm ${event.node}`,
      );
    case "fenceBegun":
      return info(
        `calls ${event.device} for ${event.node} (${event.action}), because ${event.because}`,
      );
    case "fenceEnded":
      return describeEnd(event);
    case "fenceDevice":
      return event.works
        ? info(`fence device ${event.device} works again`)
        : error(`fence device ${event.device} does NOT work: ${event.why}`);
  }
}

function describeEnd(event: Extract<FencingEvent, { kind: "fenceEnded" }>): Description {
  const call = `${event.device} for ${event.node} (${event.action})`;
  return event.good
    ? info(`${call} has succeeded after ${formatAge(event.took)}`)
    : error(`${call} failed after ${formatAge(event.took)}: ${event.why}`);
}
