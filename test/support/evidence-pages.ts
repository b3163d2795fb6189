/** Whether a page of the registry is looked at by the browser test of the evidence, and not by that of the other pages. */
export function isEvidencePage(path: string): boolean {
  const inReview =
    /^\/reviews\/(:reviewId\/(agencies|documents|chronology|timeline|conversations|episodes|system-picture|use|search|bundle|method-stage)|bundles)\b/;
  const inFinding = /^\/reviews\/:reviewId\/findings\/:findingId\/(evidence|system-picture)\b/;
  const isFile = /\/(file|pages\/:page)$/.test(path);
  return (inReview.test(path) || inFinding.test(path) || path.startsWith('/check-back/')) && !isFile;
}
