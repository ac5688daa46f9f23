/** The stories of fencing: tests/golden/fencing, one file a case. */
import "../pure.ts";
import { replay } from "../replay.ts";
import { tellStory } from "./story.ts";

replay("golden/fencing", tellStory);
