/** What this executable was made of; `deno task build` writes its own copy of this file. */
import manifest from "../../deno.json" with { type: "json" };

export interface BuildInfo {
  readonly version: string;
  /** The short commit id; `source` where hb runs from its sources. */
  readonly commit: string;
}

export const BUILD: BuildInfo = { version: manifest.version, commit: "source" };
