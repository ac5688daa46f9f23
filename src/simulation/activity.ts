/** Whether a resource is active, and in what role, as people see it: of groups and clones too. */
import { childrenOf, type Primitive, type Resource } from "../scheduler/mod.ts";
import type { Role } from "../model/mod.ts";

/** `whole`: all of its members or instances are active, not only some. */
export function isActive(resource: Resource, whole: boolean): boolean {
  if (resource.kind === "primitive") {
    return resource.runningOn.some(({ unclean, online }) => unclean || online || !resource.managed);
  }
  const children = childrenOf(resource);
  return whole
    ? children.length > 0 && children.every((child) => isActive(child, true))
    : children.some((child) => isActive(child, false));
}

/** Of a member of a promotable clone that is started, it is said that it is not promoted. */
export const shownRole = (resource: Primitive, promotable: boolean): Role =>
  resource.role === "started" && promotable ? "unpromoted" : resource.role;
