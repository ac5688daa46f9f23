/** Ending this host at once: what is tried. What would really end one is never called here. */
import { assertEquals, assertMatch } from "@std/assert";
import { runPanicCommand } from "../../src/io/host_power.ts";
import { type HostPower, panic } from "../../src/io/panic.ts";
import { hostIn } from "./fence_devices.ts";

/** A host that lives on, whatever is done to it. */
function lastingHost(problem: string | null) {
  const tried: string[] = [];
  const note = (what: string) => {
    tried.push(what);
    return problem;
  };
  const power: HostPower = {
    sysrq: (key) => note(`sysrq ${key}`),
    reboot: (how) => note(`reboot ${how.toString(16)}`),
    command: (command) => Promise.resolve(note(command.join(" "))),
  };
  return { power, tried };
}

Deno.test("a reboot is asked of the kernel in two ways, the second whatever came of the first", () => {
  for (const problem of [null, "Cannot"]) {
    const { power, tried } = lastingHost(problem);
    const complaints: string[] = [];
    panic("reboot", power, (text) => complaints.push(text));
    assertEquals(tried, ["sysrq b", "reboot 1234567"]);
    assertEquals(complaints, problem === null ? [] : [problem, problem]);
  }
});

Deno.test("so is switching off", () => {
  const { power, tried } = lastingHost(null);
  panic("off", power, () => {});
  assertEquals(tried, ["sysrq o", "reboot 4321fedc"]);
});

Deno.test("with a command nothing else is tried, and its failure is told", async () => {
  const { power, tried } = lastingHost("Cannot");
  const told = Promise.withResolvers<string>();
  panic(["power", "off"], power, told.resolve);
  assertEquals(tried, ["power off"]);
  assertEquals(await told.promise, "Cannot");
});

Deno.test("a panic command is run, and says why it could not", async () => {
  const dir = await Deno.makeTempDir();
  try {
    const host = hostIn(dir);
    const mark = ["sh", "-c", 'echo "$HB_NODE" >"$0"', `${dir}/mark`];
    assertEquals(await runPanicCommand(mark, host), null);
    assertEquals(await Deno.readTextFile(`${dir}/mark`), "n1\n");
    assertEquals(
      await runPanicCommand(["sh", "-c", "echo no power; exit 3"], host),
      "Cannot end this host by sh: exit status 3 (no power)",
    );
    assertMatch(await runPanicCommand(["/no/such"], host) ?? "", /\/no\/such do not exist/);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});
