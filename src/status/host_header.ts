/**
 * By which names the status port may be asked.
 *
 * A page of anybody's, in the browser of someone who reaches this port, can read what a name of its
 * own answers, and can let that name mean this host (DNS rebinding). No page has an address for a
 * name, nor one of this cluster's.
 */

/** @param host as a Host header: `n1:7694`, `[::1]:7694`. @param names the cluster's own, in any case. */
export function isOwnHost(host: string, names: readonly string[]): boolean {
  const [, address, name] = /^(?:\[([0-9A-Fa-f:.%a-z]+)\]|([^:[\]]+))(?::\d{1,5})?$/.exec(host) ??
    [];
  if (address !== undefined) return true;
  if (name === undefined) return false;
  // A browser takes digits and dots for an address, whatever a name server says.
  if (/^\d{1,3}(\.\d{1,3}){3}$/.test(name)) return true;
  const asked = name.toLowerCase().replace(/\.$/, "");
  return asked === "localhost" || names.some((own) => own.toLowerCase() === asked);
}
