/** How large and how quick a drawn cluster is, and the lines that say so. */
export interface Shape {
  readonly nodes: number;
  readonly units: number;
  readonly keepalive: number;
  readonly deadtime: number;
  readonly failback: boolean;
}

/** `[cluster]` up to where more keys may follow. */
export const clusterTable = ({ keepalive, deadtime, failback }: Shape): readonly string[] => [
  `[cluster]\nname = "sim"\nkeepalive = "${keepalive}ms"\nwarntime = "${deadtime / 2}ms"`,
  `deadtime = "${deadtime}ms"\ninitdead = "${deadtime * 3}ms"`,
  `auto_failback = ${failback}`,
];

export const LINK = `[[link]]\nkind = "bcast"\ninterface = "eth0"`;
