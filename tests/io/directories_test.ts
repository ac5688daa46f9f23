/** Modes below the runtime directory are what the code says, whatever the umask. */
import { assertEquals } from "@std/assert";
import { makeAgentTools } from "../../src/io/agent_tools.ts";
import { makeDirectory } from "../../src/io/directories.ts";

const modeOf = async (path: string) => (await Deno.stat(path)).mode! & 0o7777;

Deno.test("under a umask that lets nobody in, agents of any user find their tools and directory", async () => {
  const room = await Deno.makeTempDir();
  const before = Deno.umask(0o077);
  try {
    makeDirectory(`${room}/run/hb`, 0o755);
    makeDirectory(`${room}/run/hb/agents`, 0o755, true);
    await makeAgentTools(`${room}/run/hb/bin`, `${room}/run/hb/hb.sock`);
    for (const path of ["", "/agents", "/bin", "/bin/crm_attribute"]) {
      assertEquals([path, await modeOf(`${room}/run/hb${path}`)], [path, 0o755]);
    }
  } finally {
    Deno.umask(before);
    await Deno.remove(room, { recursive: true });
  }
});

Deno.test("a directory that others made keeps its mode, one of hb's own gets it back", async () => {
  const room = await Deno.makeTempDir();
  try {
    for (const [own, mode] of [[false, 0o700], [true, 0o755]] as const) {
      await Deno.chmod(room, 0o700);
      makeDirectory(room, 0o755, own);
      assertEquals(await modeOf(room), mode);
    }
  } finally {
    await Deno.remove(room, { recursive: true });
  }
});
