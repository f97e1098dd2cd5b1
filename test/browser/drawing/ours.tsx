import { draw } from "../../../widget/draw.ts";
import { RegistrationForm } from "../../../widget/form.tsx";
import type { FormState } from "../../../widget/state.ts";
import { found, viewOf } from "./view.ts";

Object.assign(globalThis, {
  found,
  drawInput: (props: object, parent: Node) => draw(<input {...props} />, parent),
  ours: (state: FormState, parent: Node) => draw(<RegistrationForm {...viewOf(state)} />, parent),
});
