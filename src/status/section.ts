/** A part of the screen, and what it is drawn from. */
import type { StatusDocument } from "./document.ts";
import type { Paint } from "./paint.ts";

/** What every section is drawn with. */
export interface Screen {
  readonly document: StatusDocument;
  readonly flags: ScreenFlags;
  readonly paint: Paint;
  readonly zone: string | undefined;
}

/** A heading and its lines; a section without lines is not shown. */
export type Section = { readonly title: string; readonly lines: readonly string[] };

/** Ends without a line end. */
export const renderSections = (sections: readonly Section[], paint: Paint): string =>
  sections.filter(({ lines }) => lines.length > 0)
    .map(({ title, lines }) =>
      [title === "" ? null : paint(`${title}:`, "bold"), ...lines]
        .filter((line) => line !== null).join("\n")
    )
    .join("\n\n");

/** crm_mon's letters. */
export interface ScreenFlags {
  /** -A */
  readonly attributes?: boolean;
  /** -f */
  readonly failcounts?: boolean;
  /** -r: resources that do not run too, and recent events. */
  readonly inactive?: boolean;
  /** -n */
  readonly byNode?: boolean;
  /** -o */
  readonly operations?: boolean;
  /** -t: operations with their times. */
  readonly timing?: boolean;
  /** -m: fence devices and all that they have done. */
  readonly fencing?: boolean;
}
