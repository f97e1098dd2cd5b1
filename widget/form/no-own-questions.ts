/**
 * Replaces fields/own-questions.tsx and fields/own-consent.ts in the script for events without questions of their own
 * (vite.config.ts).
 */
export const useOwnQuestions = (_within: string) => null;
export const useConsentToAll = () => null;
export const useOwnConsent = () => undefined;
