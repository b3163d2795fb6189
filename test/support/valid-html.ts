import { HtmlValidate, StaticConfigLoader, type ResolvedConfig } from 'html-validate';

/** The library would put its rules together anew for each page, which takes longer than to check one. */
class OneSetOfRules extends StaticConfigLoader {
  private rules: ResolvedConfig | Promise<ResolvedConfig> | undefined;
  override getConfigFor(handle: string): ResolvedConfig | Promise<ResolvedConfig> {
    return (this.rules ??= super.getConfigFor(handle));
  }
}

const rules = new OneSetOfRules({
  extends: ['html-validate:recommended'],
  rules: {
    'long-title': 'off',
    'no-trailing-whitespace': 'off',
    'attribute-boolean-style': 'off',
    'void-style': ['error', { style: 'omit' }],
    // govuk-frontend's roles are for screen readers that need them.
    'no-redundant-role': 'off',
    'prefer-native-element': 'off',
    'no-inline-style': 'error',
    // A question may have several answers of one name.
    'form-dup-name': 'off',
  },
});
const html = new HtmlValidate(rules);

/** What is wrong in a page's HTML, a line each. */
export async function htmlProblems(text: string): Promise<string[]> {
  const { results } = await html.validateString(text);
  return results
    .flatMap(({ messages }) => messages)
    .map(({ ruleId, message, line }) => `${ruleId} ${message} (line ${line})`);
}

const missingValue = /\b(undefined|NaN|null)\b|\[object Object\]/;

/** Whether a page says to its reader that a value was missing where it was made. */
export const printsMissingValue = (text: string): boolean => missingValue.test(text.replace(/<[^>]+>/g, ' '));
