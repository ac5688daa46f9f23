/** Templates and tags: what is taken from them, and whom they stand for. */
import { formatMillis, suggestion } from "../model/mod.ts";
import { type Check, type Checking, numbered } from "./checking.ts";

export const checkTemplates: Check = (checking) => {
  const { directory } = checking;
  for (const { index, value: { template } } of numbered(checking.draft.resource)) {
    const path = ["resource", index];
    if (template && directory.kindOf(template) !== "template") {
      const isOther = directory.kindOf(template);
      if (isOther === null && !directory.knowsAllNames) continue;
      checking.error(
        [...path, "template"],
        `Cannot use template = "${template}": ` +
          (isOther === null
            ? `there is no such template${suggestion(template, directory.namesOf("template"))}`
            : `it is a ${isOther}; move what they share into a [[template]]`),
      );
    } else {
      checkAgent(checking, index);
      if (template) checkIntervals(checking, index);
    }
  }
};

/** Its own are checked where they stand; here it is those of the template beside its own. */
function checkIntervals(checking: Checking, index: number): void {
  const { operation: own, monitor, template } = checking.draft.resource?.[index] ?? {};
  const whole = checking.directory.resources[index];
  const taken = [
    ...(whole?.operation?.slice(own?.length) ?? []).flatMap((each) => each?.interval ?? []),
    ...(monitor === null && whole?.monitor ? [whole.monitor] : []),
  ];
  const path = ["resource", index];
  const written = numbered(own).map(({ index: position, value: { interval } }) => ({
    path: [...path, "operation", position, "interval"],
    interval,
  }));
  for (const each of [...written, { path: [...path, "monitor"], interval: monitor }]) {
    if (!each.interval || !taken.includes(each.interval)) continue;
    checking.error(
      each.path,
      `Cannot use "${formatMillis(each.interval)}" as interval: a monitor of template ` +
        `${template} has it too, by which monitors are told apart; ` +
        `write "${formatMillis(each.interval + 1000)}"`,
    );
  }
}

/** An agent comes from the resource or its template. */
function checkAgent(checking: Checking, index: number): void {
  const { draft: { resource: resources, template: templates } } = checking;
  const resource = resources?.[index];
  if (resource?.agent !== null || resource.template === undefined) return;
  if (resource.template === null) {
    checking.error(
      ["resource", index],
      'Cannot use [[resource]]: agent is missing; add agent = "hb:vip" or another',
    );
    return;
  }
  const template = templates?.find((each) => each?.name === resource.template);
  if (template?.agent !== null) return;
  checking.error(
    ["resource", index],
    `Cannot use ${resource.name ?? "this resource"}: neither it nor its template ` +
      `${template.name} has an agent; add agent = "ocf:heartbeat:…" to one of them`,
  );
}

export const checkTags: Check = (checking) => {
  const { directory } = checking;
  for (const { index, value: tag } of numbered(checking.draft.tag)) {
    const path = ["tag", index, "members"];
    if (tag.members?.length === 0) {
      checking.error(path, `Cannot use tag ${tag.name ?? ""}: it stands for nothing; name members`);
    }
    for (const { index: position, value: member } of numbered(tag.members)) {
      const reason = explainTagged(member);
      if (reason !== null) {
        checking.error([...path, position], `Cannot tag "${member}": ${reason}`);
      } else if (tag.members?.indexOf(member) !== position) {
        checking.error([...path, position], `Cannot tag "${member}": it is in the list already`);
      }
    }
  }

  function explainTagged(member: string): string | null {
    const kind = directory.kindOf(member);
    if (kind === "tag" || kind === "template") {
      return `it is a ${kind}, and a tag stands for resources, groups and clones`;
    }
    if (kind !== null || !directory.knowsAllNames) return null;
    const known = directory.namesOf("resource", "group", "clone");
    return `there is no such resource, group or clone${suggestion(member, known)}`;
  }
};
