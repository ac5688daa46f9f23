/** The way to a file over folders and links. */
import { assertEquals } from "@std/assert";
import { wayTo } from "../../src/io/path_way.ts";

Deno.test("each folder and link on the way is seen, and that of what a link leads to", async () => {
  const room = await Deno.realPath(await Deno.makeTempDir());
  try {
    for (const path of ["a/b", "c", "d"]) await Deno.mkdir(`${room}/${path}`, { recursive: true });
    await Deno.writeTextFile(`${room}/c/file`, "");
    await Deno.chmod(`${room}/c/file`, 0o640);
    await Deno.chmod(`${room}/d`, 0o777);
    await Deno.symlink("../d/onwards", `${room}/a/link`);
    await Deno.symlink(`${room}/c`, `${room}/d/onwards`);
    const way = wayTo(`${room}/a/./b/../link/file`);
    const names = way.map(({ path }) => path).filter((path) => path.startsWith(`${room}/`))
      .map((path) => path.slice(room.length + 1));
    assertEquals([...new Set(names)], ["a", "a/b", "a/link", "d", "d/onwards", "c", "c/file"]);
    assertEquals(way[0]?.path, "/");
    const modes = new Map(way.map(({ path, mode }) => [path.slice(room.length + 1), mode]));
    assertEquals(["a/link", "d", "c/file"].map((name) => modes.get(name)), [0, 0o777, 0o640]);
    assertEquals(way.at(-1)?.uid, Deno.uid());
  } finally {
    await Deno.remove(room, { recursive: true });
  }
});

Deno.test("there is no way to what is not there, or to a link that leads to itself", async () => {
  const room = await Deno.makeTempDir();
  try {
    await Deno.symlink(`${room}/circle`, `${room}/circle`);
    assertEquals(wayTo(`${room}/circle`), []);
    assertEquals(wayTo(`${room}/none/file`), []);
  } finally {
    await Deno.remove(room, { recursive: true });
  }
});
