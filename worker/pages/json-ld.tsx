/**
 * A description of the page for search engines (JSON-LD). The browser runs no such script, so the policy need not allow it. No
 * `<` of the data is left: a text in it can neither end the script nor open a comment.
 */
export function JsonLd({ data }: { data: object }) {
  const json = JSON.stringify(data).replaceAll("<", "\\u003c");
  return <script type="application/ld+json" dangerouslySetInnerHTML={{ __html: json }} />;
}
