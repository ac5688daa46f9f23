/** Names that must not be mixed up: a node's is never a resource's. */

declare const brand: unique symbol;

/** A node's name, as `uname -n` gives it (ha.cf: `node`). */
export type NodeName = string & { readonly [brand]: "NodeName" };

/** A resource's name in cluster.toml, unique in the cluster. */
export type ResourceId = string & { readonly [brand]: "ResourceId" };

/** The name of what is placed as one: a group's, or that of a resource outside any group. */
export type UnitName = string & { readonly [brand]: "UnitName" };

/** A link's name in status and logs: its kind and interface, e.g. `ucast:eth1`. */
export type LinkName = string & { readonly [brand]: "LinkName" };

/** A fence device's name in cluster.toml. */
export type FenceDeviceName = string & { readonly [brand]: "FenceDeviceName" };

/** A ping node's or ping group's name: its address where it is given no other. */
export type PingName = string & { readonly [brand]: "PingName" };

export const nodeName = (text: string): NodeName => text as NodeName;
export const resourceId = (text: string): ResourceId => text as ResourceId;
export const unitName = (text: string): UnitName => text as UnitName;
export const linkName = (text: string): LinkName => text as LinkName;
export const fenceDeviceName = (text: string): FenceDeviceName => text as FenceDeviceName;
export const pingName = (text: string): PingName => text as PingName;

/** The id of what is cloned, of an instance's (`rsc:2`); any other as it is. */
export const stripNumber = (id: string): string => id.replace(/:\d+$/, "");
