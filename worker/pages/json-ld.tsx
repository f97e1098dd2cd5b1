/**
 * A description of the page for search engines (JSON-LD). Browsers do not run such scripts, so the policy need not allow it.
 * Every `<` in the data is escaped, so a text can neither end the script nor open a comment.
 */
export function JsonLd({ data }: { data: object }) {
  const json = JSON.stringify(data).replaceAll("<", "\\u003c");
  return <script type="application/ld+json" dangerouslySetInnerHTML={{ __html: json }} />;
}
