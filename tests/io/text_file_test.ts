import { assert, assertEquals } from "@std/assert";
import { readText, readTextSync } from "../../src/io/text_file.ts";

const MIB = 1024 * 1024;

Deno.test("a file that cannot be read says why, and is never waited for", async () => {
  const directory = await Deno.makeTempDir();
  const problem = async (path: string) => {
    const [text, now] = [await readText(path, 4), readTextSync(path, 4)];
    assert(!text.ok && !now.ok);
    assertEquals(text.problem, now.problem);
    return text.problem;
  };
  try {
    assertEquals(await problem(`${directory}/none`), "there is no such file");
    assertEquals(await problem(directory), "it is a directory");
    const fifo = `${directory}/fifo`;
    assert((await new Deno.Command("mkfifo", { args: [fifo] }).output()).success);
    assertEquals(await problem(fifo), "it is a FIFO, not a regular file");
    assertEquals(await problem("/dev/zero"), "it is a device, not a regular file");
    await Deno.writeFile(`${directory}/latin1`, new Uint8Array([0x66, 0xfc, 0x72]));
    assertEquals(await problem(`${directory}/latin1`), "it is not UTF-8 text");
    await Deno.writeFile(`${directory}/large`, new Uint8Array(4 * MIB + 1));
    assertEquals(await problem(`${directory}/large`), "it has more than 4 MiB");
    await Deno.writeTextFile(`${directory}/good`, "für");
    assertEquals(await readText(`${directory}/good`), { ok: true, value: "für" });
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
});

Deno.test("a file of /proc, which has no size, is read to its end", async () => {
  const text = await readText("/proc/self/maps");
  assert(text.ok && text.value.length > 100);
});
