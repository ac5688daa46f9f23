/** The command `ip`, for where netlink itself is refused to this process but `ip` may do more. */

/** Runs `ip addr add` or `del`. Null: done; else what it said. */
export async function runIp(
  verb: "add" | "del",
  words: readonly string[],
  at: string,
  signal: AbortSignal,
): Promise<string | null> {
  const args = ["addr", verb, ...words, "dev", at];
  try {
    const env = { PATH: "/usr/sbin:/sbin:/usr/bin:/bin", LANG: "C" };
    const command = new Deno.Command("ip", { args, env, clearEnv: true, stdin: "null", signal });
    const { success, stderr } = await command.output();
    if (success) return null;
    return new TextDecoder().decode(stderr).trim().replaceAll("\n", "; ") || "ip failed";
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
