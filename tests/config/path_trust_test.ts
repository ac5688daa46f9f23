/** Who else could change a file, by the way to it. */
import { assertEquals } from "@std/assert";
import { explainDistrust, isOpen, type PathFacts } from "../../src/config/path_trust.ts";

const ROOT = { uid: 0, gid: 0 };

/** `/etc 755 0:0`, one a line, below a root folder that is in good hands. */
const way = (...lines: readonly string[]): readonly PathFacts[] =>
  ["/ 755 0:0", ...lines].map((line) => {
    const [, path = "", mode = "", uid, gid] = /^(\S+) (\d+) (\d+):(\d+)$/.exec(line) ?? [];
    return { path, mode: parseInt(mode, 8), uid: Number(uid), gid: Number(gid) };
  });

const judged = (...lines: readonly string[]) => explainDistrust(way(...lines), ROOT);

Deno.test("a file is in good hands where root alone may write it and each folder above", () => {
  assertEquals(judged("/etc 755 0:0", "/etc/init.d 755 0:0", "/etc/init.d/a 755 0:0"), null);
  assertEquals(judged("/a 775 0:0", "/a/b 770 0:0"), null, "the group root is root's");
});

Deno.test("the first folder that others may write is named, with what to do", () => {
  assertEquals(
    judged("/srv 777 0:0", "/srv/a 755 1000:0"),
    "everyone may write /srv (mode 0777); chmod o-w /srv",
  );
  assertEquals(
    judged("/srv 775 0:33", "/srv/a 755 0:0"),
    "group 33 may write /srv (mode 0775); chmod g-w /srv",
  );
  assertEquals(
    judged("/srv 755 0:0", "/srv/a 755 7:0"),
    "/srv/a belongs to user 7; chown root /srv/a",
  );
});

Deno.test("in a sticky folder each file is its owner's alone", () => {
  assertEquals(judged("/tmp 1777 0:0", "/tmp/a 755 0:0"), null);
  assertEquals(
    judged("/tmp 1777 0:0", "/tmp/a 755 9:0"),
    "/tmp/a belongs to user 9; chown root /tmp/a",
  );
  assertEquals(
    judged("/tmp 1777 9:0", "/tmp/a 755 0:0"),
    "/tmp belongs to user 9; chown root /tmp",
  );
});

Deno.test("what hb's own user and group have is theirs", () => {
  const self = { uid: 1000, gid: 1000 };
  assertEquals(explainDistrust(way("/home/a 775 1000:1000"), self), null);
  assertEquals(explainDistrust([{ path: "/a", mode: 0o775, uid: null, gid: null }], self), null);
});

Deno.test("a file is open where the group or everyone else may read it", () => {
  const open = (mode: string, gid = 0) =>
    isOpen(way("/etc 755 0:0", `/etc/a ${mode} 0:${gid}`), ROOT);
  assertEquals(["600", "640", "644", "604"].map((mode) => open(mode)), [false, false, true, true]);
  assertEquals(["600", "640"].map((mode) => open(mode, 33)), [false, true]);
  assertEquals(isOpen([], ROOT), false);
});
