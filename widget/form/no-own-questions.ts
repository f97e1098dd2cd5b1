/**
 * In the place of fields/own-questions.tsx and fields/own-consent.ts in the script for events that ask no question of their own
 * (vite.config.ts).
 */
export const useOwnQuestions = (_within: string) => null;
export const useConsentToAll = () => null;
export const useOwnConsent = () => undefined;
