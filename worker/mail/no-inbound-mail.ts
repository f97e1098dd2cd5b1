/**
 * Replaces `postal-mime` in the deployed Worker (`[alias]` in wrangler.toml), where it would be an eighth of the size. The
 * resend package uses it to parse inbound e-mail, which this service never receives.
 */
export default {
  parse(): never {
    throw new Error("This service receives no e-mail");
  },
};
