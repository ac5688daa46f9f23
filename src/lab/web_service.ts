/**
 * The service that the lab's nodes offer: a web server that answers with its node's name, under
 * the init script that an `lsb:` resource names. nginx where it is installed, else hb's own.
 */
import { findProgram } from "./command.ts";

export interface WebService {
  /** The init script's name: `nginx`. */
  readonly name: string;
  /** The init script's text. */
  readonly script: string;
  /** Further files to be written, by path. */
  readonly files: Readonly<Record<string, string>>;
}

/**
 * The web server of node `node`, whose files are under `room`; `own` runs hb's own, which is taken
 * where there is no nginx.
 */
export function webService(node: string, room: string, own: readonly string[]): WebService {
  const nginx = findProgram("nginx");
  return nginx === null ? ownService(room, own) : nginxService(nginx, node, room);
}

function nginxService(nginx: string, node: string, room: string): WebService {
  const config = `${room}/nginx.conf`;
  const pid = `${room}/nginx.pid`;
  return {
    name: "nginx",
    script: initScript({
      pid,
      start: `${nginx} -e ${room}/nginx.log -c ${config} || exit 1`,
      // nginx stops itself by its pid file and is gone a moment later
      stop: `${nginx} -e ${room}/nginx.log -c ${config} -s stop`,
    }),
    files: {
      [config]: `user root;
worker_processes 1;
pid ${pid};
error_log ${room}/nginx.log;
events { worker_connections 512; }
http {
  access_log off;
  keepalive_timeout 0;
  default_type text/plain;
  server {
    listen 80;
    location / { return 200 "${node}\\n"; }
  }
}
`,
    },
  };
}

function ownService(room: string, own: readonly string[]): WebService {
  const pid = `${room}/web.pid`;
  return {
    name: "web-server",
    script: initScript({
      pid,
      // it writes its pid file itself, once it listens
      start: `setsid ${own.map(quote).join(" ")} >${room}/web.log 2>&1 </dev/null &`,
      stop: `kill $(cat ${pid})`,
    }),
    files: {},
  };
}

const quote = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;

/** Exit statuses as the Linux Standard Base gives them: status 0 runs, 1 dead with a pid file, 3 stopped. */
function initScript(parts: { pid: string; start: string; stop: string }): string {
  return `#!/bin/sh
PATH=/usr/sbin:/sbin:/usr/bin:/bin:$PATH
# a process that is dead but that nobody has waited for does not run
alive() { read -r _ _ state _ 2>/dev/null </proc/$1/stat && [ "$state" != Z ]; }
runs() { [ -s ${parts.pid} ] && alive "$(cat ${parts.pid})"; }
case "$1" in
start)
  runs && exit 0
  ${parts.start}
  tries=0
  until runs; do
    tries=$((tries + 1)); [ $tries -gt 500 ] && exit 1
    sleep 0.01
  done
  ;;
stop)
  runs || { rm -f ${parts.pid}; exit 0; }
  pid=$(cat ${parts.pid})
  ${parts.stop}
  while alive "$pid"; do sleep 0.01; done
  rm -f ${parts.pid}
  ;;
status)
  runs && exit 0
  [ -e ${parts.pid} ] && exit 1
  exit 3
  ;;
*)
  exit 2
  ;;
esac
`;
}
