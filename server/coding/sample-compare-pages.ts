import { clockTime, count, longDate } from '../http/dates';
import { errorsByField } from '../http/forms';
import type { Problem } from '../http/route';
import { typedText, type Typed } from '../http/typed';
import { EXTENTS, JOURNEY_STAGES, POLARITIES } from '../findings/finding-content';
import { markedPassages } from '../published/coding-pages';
import type { Passage } from '../typology/typology-pages';
import { comparedHref, sampleHref } from './sample-pages';
import { differs, NO_PATTERN, settledNames } from './samples';
import type { CodedTag, SampledFinding, WholeSample } from './sample-queries';

/** views/coding/comparison */
export interface ComparisonPage {
  title: string;
  back: string;
  filter: { text: string; href: string; current: boolean }[];
  findings: {
    href: string;
    place: string;
    text: string;
    sides: { by: string; codes: string }[];
    state: string;
  }[];
  nothing: string;
}

export type Shown = 'all' | 'different' | 'unsettled';

/** The findings of a sample with both codings side by side, in few words. */
export function comparisonPage(sample: WholeSample, shown: Shown): ComparisonPage {
  const twice = sample.findings.filter(({ codings }) => codings.some(({ tags }) => tags !== null));
  const lists: Record<Shown, SampledFinding[]> = {
    unsettled: twice.filter((finding) => differs(finding) && finding.settled_at === null),
    different: twice.filter(differs),
    all: twice,
  };
  const words = { unsettled: 'Not settled', different: 'Different', all: 'All' };
  const here = `${sampleHref(sample.id)}/comparison`;
  return {
    title: `${sample.coders.length > 1 ? 'All' : 'Both'} codings of sample ${sample.number}`,
    back: sampleHref(sample.id),
    filter: (['different', 'unsettled', 'all'] as const).map((name) => ({
      text: `${words[name]} (${lists[name].length})`,
      href: name === 'different' ? here : `${here}?show=${name}`,
      current: name === shown,
    })),
    findings: lists[shown].map((finding) => ({
      href: comparedHref(sample.id, finding.finding_id),
      place: String(finding.place),
      text: finding.statement ?? 'The text is not approved any more.',
      sides: [
        {
          by: ['First', finding.first_coder].filter(Boolean).join(', '),
          codes: namesOf(sample, finding.first_tags),
        },
        ...finding.codings.flatMap(({ coder, tags }) =>
          tags
            ? [
                {
                  by: ['Second', nameOfCoder(sample, coder)].filter(Boolean).join(', '),
                  codes: namesOf(sample, tags),
                },
              ]
            : [],
        ),
      ],
      state: !differs(finding) ? 'Same' : finding.settled_at ? 'Settled' : 'Different',
    })),
    nothing:
      shown === 'unsettled'
        ? 'Every difference is settled.'
        : shown === 'different'
          ? 'The coders do not differ.'
          : 'Nothing is coded twice yet.',
  };
}

const nameOf = ({ categories }: WholeSample, code: string): string =>
  categories.find((one) => one.code === code)?.name ?? code;
const namesOf = (sample: WholeSample, tags: readonly CodedTag[]): string =>
  tags.length === 0 ? NO_PATTERN : tags.map(({ category }) => nameOf(sample, category)).join(' · ');

const nameOfCoder = ({ coders }: WholeSample, id: string): string =>
  coders.find((one) => one.id === id)?.name ?? '';

interface Side {
  heading: string;
  by: string;
  passages: Passage[];
  tags: { name: string; only: boolean; suggested: string; extract: string; rationale: string }[];
  facets: string;
}

interface Settled {
  codes: string;
  reason: string;
  by: string;
}

/** views/coding/compared */
export interface ComparedPage {
  title: string;
  caption: string;
  back: string;
  more: { heading: string; text: string }[];
  sides: Side[];
  differs: boolean;
  /** What stands, and what stood before it, the newest first. */
  settled: Settled | null;
  before: Settled[];
  /** What stands was settled since the form was opened that is shown again. */
  meanwhile: boolean;
  version: string;
  effect: string;
  action: string;
  codes: { value: string; text: string; hint?: { text: string } }[];
  chosen: string[];
  others: { value: string; text: string }[];
  form: { another: string; reason: string };
  errors: Record<string, { text: string }>;
  previous: string | null;
  next: string | null;
}

/** One finding with its codings side by side, its text marked by each, and how the difference is settled. */
export function comparedPage(
  sample: WholeSample,
  finding: SampledFinding,
  typed: Typed | null,
  problems: readonly Problem[],
): ComparedPage {
  const seconds = finding.codings.flatMap((coding) =>
    coding.tags ? [{ ...coding, tags: coding.tags }] : [],
  );
  const all = [finding.first_tags, ...seconds.map(({ tags }) => tags)];
  const shared = (code: string): boolean =>
    all.every((tags) => tags.some(({ category }) => category === code));
  const given = [...new Set(all.flat().map(({ category }) => category))];
  const version = String(finding.settlements.length);
  const [settled, ...before] = finding.settlements.map(({ codes, reason, by, at: when }) => ({
    codes: settledNames(sample, codes),
    reason,
    by: `${by}, ${longDate(when)}, ${clockTime(when)}`,
  }));
  const chosen = typed
    ? [typed.codes ?? []].flat()
    : settled && finding.settled_codes?.length === 0
      ? ['none']
      : (finding.settled_codes ?? []);
  // What it was settled as before can be kept, though neither coder gave it.
  const offered = sample.categories
    .map(({ code }) => code)
    .filter((code) => given.includes(code) || chosen.includes(code));
  const text = finding.statement ?? '';
  const side = (heading: string, by: string, tags: readonly CodedTag[], facets: (string | null)[]): Side => ({
    heading,
    by,
    passages: markedPassages(
      text,
      tags.map(({ extract }) => extract),
    ),
    tags: tags.map(({ category, suggested_name, extract, rationale }) => ({
      name: nameOf(sample, category),
      only: !shared(category),
      suggested: suggested_name,
      extract,
      rationale,
    })),
    facets: facets.filter(Boolean).join(' · '),
  });
  const others = sample.findings.filter((one) => differs(one));
  const at = others.findIndex(({ finding_id }) => finding_id === finding.finding_id);
  const link = (one: SampledFinding | undefined): string | null =>
    one ? comparedHref(sample.id, one.finding_id) : null;
  return {
    title: `Finding ${finding.place} of ${sample.size}`,
    caption: `Sample ${sample.number} · ${finding.key}`,
    back: `${sampleHref(sample.id)}/comparison`,
    more: [
      { heading: 'What is the issue?', text: finding.issue },
      { heading: 'Why does it matter?', text: finding.matters },
    ].filter((part) => part.text !== ''),
    sides: [
      side('First coding', finding.first_coder ? `by ${finding.first_coder}` : '', finding.first_tags, [
        word(POLARITIES, finding.polarity),
        word(EXTENTS, finding.extent),
        word(JOURNEY_STAGES, finding.stage),
      ]),
      ...seconds.map((coding) =>
        side(
          'Second coding',
          `by ${nameOfCoder(sample, coding.coder)}, ${longDate(coding.coded_at ?? '')}`,
          coding.tags,
          [
            word(POLARITIES, coding.polarity),
            word(EXTENTS, coding.extent),
            word(JOURNEY_STAGES, coding.journey_stage),
          ],
        ),
      ),
    ],
    differs: differs(finding),
    settled: settled ?? null,
    before,
    meanwhile: typed !== null && typedText(typed, 'version') !== version,
    version,
    effect:
      finding.origin === 'published'
        ? 'The codes you choose become the codes of the published finding, and the figures follow at once. Both codings stay as they are, and the agreement does not change.'
        : 'The finding is its Board’s, and its codes stay as the chair approved them. What you settle is kept beside them.',
    action: `${comparedHref(sample.id, finding.finding_id)}/settlement`,
    codes: [
      ...offered.map((code) => ({
        value: code,
        text: nameOf(sample, code),
        hint: { text: givenBy(all, code) },
      })),
      { value: 'none', text: NO_PATTERN },
    ],
    chosen,
    others: [
      { value: '', text: 'None' },
      ...sample.categories
        .filter(({ code }) => !offered.includes(code))
        .map(({ code, name, parent }) => ({ value: code, text: parent ? `– ${name}` : name })),
    ],
    form: {
      another: typed ? typedText(typed, 'another') : '',
      reason: typed ? typedText(typed, 'reason') : (finding.settled_reason ?? ''),
    },
    errors: errorsByField(problems),
    previous: at > 0 ? link(others[at - 1]) : null,
    next: at >= 0 ? link(others[at + 1]) : null,
  };
}

const word = (words: Record<string, string>, code: string | null): string | null =>
  code === null ? null : (words[code] ?? code);

function givenBy(all: readonly (readonly CodedTag[])[], code: string): string {
  const had = all.map((tags) => tags.some(({ category }) => category === code));
  if (!had.some(Boolean)) return 'In neither coding';
  if (had.every(Boolean)) return 'In both codings';
  const times = had.filter(Boolean).length;
  if (had[0]) {
    return times === 1 ? 'In the first coding only' : `In the first and ${count(times - 1, 'second coding')}`;
  }
  return all.length === 2 ? 'In the second coding only' : `In ${count(times, 'second coding')} only`;
}
