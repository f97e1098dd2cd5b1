/** Whether a text in the form was changed before the script was loaded. */
export function wasTypedIn({ elements }: HTMLFormElement): boolean {
  return [...elements].some(
    (field) =>
      (field instanceof HTMLTextAreaElement || (field instanceof HTMLInputElement && field.type === "text")) &&
      field.value !== field.defaultValue,
  );
}
