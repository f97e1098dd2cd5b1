import { useForm } from "../form-context.ts";

/** What is consented to where a sensitive question of the organiser's own is asked; nothing where none is. */
export const useOwnConsent = () => useForm().model.event.value.consent;
