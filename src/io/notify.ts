/** Words to systemd (sd_notify(3)): READY=1, STATUS=…, WATCHDOG=1, RELOADING=1, STOPPING=1. */
import { sendToUnixSocket } from "./unix_datagram.ts";

/** Tells systemd `message`, lines of `NAME=value`; nothing where it did not start this process. */
export function notify(message: string): void {
  const path = Deno.env.get("NOTIFY_SOCKET");
  if (path) sendToUnixSocket(path, message);
}
