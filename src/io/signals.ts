/** What signals ask of the daemon. */

export interface SignalActions {
  /** SIGTERM, SIGINT: once only, for it cannot be done twice. */
  leave(): void;
  /** SIGHUP. */
  reload(): void;
}

export function onSignals({ leave, reload }: SignalActions): void {
  let isLeaving = false;
  const leaveOnce = () => {
    if (isLeaving) return;
    isLeaving = true;
    leave();
  };
  Deno.addSignalListener("SIGTERM", leaveOnce);
  Deno.addSignalListener("SIGINT", leaveOnce);
  Deno.addSignalListener("SIGHUP", reload);
}
