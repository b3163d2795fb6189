/**
 * Why this reviewer cannot send a finding to the chair, each reason with how to mend it; empty when nothing
 * hinders (METHOD section 14: a lapsed lead reviewer reads and does not submit, and may write drafts here;
 * independence is declared for each review). The page shows these sentences and the verb refuses with them.
 */
export function submissionHindrances({
  accredited,
  declared,
}: {
  accredited: boolean;
  declared: boolean;
}): string[] {
  const hindrances: string[] = [];
  if (!accredited)
    hindrances.push(
      'Your accreditation is not current. You can read and write drafts, not submit. Ask the accreditation manager to renew it.',
    );
  if (!declared)
    hindrances.push(
      'You have not declared your independence for this review. Declare it on the review’s page, then send it.',
    );
  return hindrances;
}
