/** Answers that are words and not exit statuses: systemd's, and Heartbeat's resource scripts'. */

/** A state as the OCF exit status that says the same, with the reason where it is not well. */
export interface ServiceState {
  readonly like: 0 | 1 | 5 | 6 | 7;
  readonly reason: string;
}

/**
 * Reads `systemctl show --property=LoadState,ActiveState,SubState,Result`.
 *
 * ActiveState comes first: a unit whose file was removed or masked while it ran is still running.
 * `failed` means that systemd has ended every process of the unit and will not start it by itself:
 * it is stopped, and its Result says how it came to be. A unit that is still activating when the
 * invocation gave up waiting restarts over and over: it runs or may run, and is not well.
 */
export function readSystemdState(output: string): ServiceState {
  const properties = new Map(
    output.split("\n").map((line) => {
      const [name = "", ...value] = line.trim().split("=");
      return [name, value.join("=")];
    }),
  );
  const active = properties.get("ActiveState") ?? "";
  const load = properties.get("LoadState") ?? "";
  const result = properties.get("Result") ?? "";
  switch (active) {
    case "active":
    case "reloading":
    case "refreshing":
      return { like: 0, reason: "" };
    case "inactive":
      if (load === "not-found") return { like: 5, reason: "the unit does not exist" };
      if (load === "masked") return { like: 5, reason: "the unit is masked" };
      if (load !== "loaded") return { like: 6, reason: `the unit cannot be loaded: ${load}` };
      return { like: 7, reason: "" };
    case "failed":
      return { like: 7, reason: `the unit has failed: ${result}` };
    default:
      return {
        like: 1,
        reason: `the unit is ${active || "in an unknown state"} (${
          properties.get("SubState") ?? ""
        })`,
      };
  }
}

/**
 * Whether the status text of a Heartbeat script says that it runs. Heartbeat looked at the text
 * alone, so these scripts' exit statuses mean nothing.
 */
export function readHeartbeatStatus(output: string): boolean {
  if (/not\s+running|stopped/i.test(output)) return false;
  return /running/i.test(output) || /\bOK\b/.test(output);
}
