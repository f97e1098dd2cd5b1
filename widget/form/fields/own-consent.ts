import { useForm } from "../form-context.ts";

/** The sentence of consent, if one of the organiser's own questions is sensitive; otherwise nothing. */
export const useOwnConsent = () => useForm().model.event.value.consent;
