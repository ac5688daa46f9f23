/** What a node has of its own of the file system that it shares with its host. */

/**
 * What a boot finds empty: pid files and what agents keep. Mounted over what was there before, so
 * that nothing of the host's is ever emptied.
 */
const MEMORY = `
mount -t tmpfs -o mode=755 tmpfs /run
mkdir -m 1777 /run/lock /run/resource-agents
`;

/**
 * Run as root in a new node's namespaces, its room in $1. /etc/init.d is a directory of the node's
 * own; where the host has none, /etc becomes a directory of links to the host's with one added.
 * nginx may write where its package says it must. What resets the machine is an ordinary file.
 */
export const OWN_FILES = `
mkdir $1/init.d $1/state
if [ ! -d /etc/init.d ]; then
  mkdir $1/etc $1/etc.host
  mount --bind /etc $1/etc.host
  for entry in $1/etc.host/*; do ln -s $entry $1/etc/; done
  rm -f $1/etc/init.d; mkdir $1/etc/init.d
  mount --bind $1/etc /etc
fi
mount --bind $1/init.d /etc/init.d
for written in /var/lib/nginx /var/log/nginx; do
  if [ -d $written ]; then mount -t tmpfs tmpfs $written; fi
done
if [ -e /proc/sysrq-trigger ]; then
  touch $1/sysrq
  mount --bind $1/sysrq /proc/sysrq-trigger
fi
mount -t sysfs sysfs /sys 2>/dev/null || true
${MEMORY}`;

/** The same where the power has gone: the daemon's runtime directory is the node's room. */
export const powerLost = (room: string): string => `
set -e
rm -rf ${room}/agents ${room}/bin ${room}/lease ${room}/next-life ${room}/*.pid
umount -l /run
${MEMORY}`;
