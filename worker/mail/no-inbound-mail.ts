/**
 * Stands for `postal-mime` in what is deployed (`[alias]` in wrangler.toml). The resend package parses inbound e-mail with it,
 * which this service never receives, and it would be an eighth of the Worker.
 */
export default {
  parse(): never {
    throw new Error("This service receives no e-mail");
  },
};
