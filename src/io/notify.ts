/** Words to systemd (sd_notify(3)). */
import { oneLine } from "./log_line.ts";
import { sendToUnixSocket } from "./unix_datagram.ts";

type Field = "READY" | "RELOADING" | "STOPPING" | "WATCHDOG" | "STATUS";

/**
 * Tells systemd one thing; nothing where it did not start this process. Each line of a datagram is a
 * field of its own to systemd, MAINPID= too, so `text` always goes as one line.
 */
export function notify(field: Field, text = "1"): void {
  const path = Deno.env.get("NOTIFY_SOCKET");
  if (path) sendToUnixSocket(path, `${field}=${oneLine(text)}`);
}
