import { render } from "preact";
import { RegistrationForm } from "../../../widget/form.tsx";
import type { FormState } from "../../../widget/state.ts";
import { viewOf } from "./view.ts";

Object.assign(globalThis, {
  preacts: (state: FormState, parent: HTMLElement) => render(<RegistrationForm {...viewOf(state)} />, parent),
});
