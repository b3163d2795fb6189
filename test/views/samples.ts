import { chartOf } from '../../server/national/chart';
import { linePanel } from '../../server/national/chart-lines';
/** Data for each of our own components: what the tests of HTML and the pictures are made from. */
export const samples: Record<string, object> = {
  'identity-bar': {
    label: 'Child C',
    href: '/reviews/1',
    facts: [
      { key: 'Reference', text: 'COV 2012/03' },
      { key: 'Kind', text: 'Serious Case Review' },
      { key: 'State', text: 'Making sense' },
      { key: 'Clock', content: { view: 'components/clock', page: { text: '12 weeks left' } } },
    ],
  },
  flash: { text: 'Sent to the chair on 4 May. You can read it but not change it.' },
  'page-heading': {
    caption: 'Finding 2, draft',
    text: 'Supervision checks that tasks are done and leaves the reasoning behind them unexamined',
  },
  'feature-steps': {
    items: [
      { text: 'Why it made sense', href: '/findings/2/why', state: 'full' },
      { text: 'This case or wider', href: '/findings/2/wider', state: 'half', current: true },
      { text: 'The context', href: '/findings/2/context', state: 'half' },
      { text: 'The research', href: '/findings/2/research', state: 'empty' },
    ],
  },
  'state-mark': { state: 'half', text: 'Returned' },
  'state-marks': {
    states: ['full', 'full', 'half', 'empty', 'empty'],
    text: '2 approved, 1 returned, 2 draft',
  },
  clock: { text: '3 weeks over', over: true, detail: 'inquest; new date 4 May' },
  'saved-at': { text: 'Saved at 16:56' },
  'save-row': { savedAt: 'Saved at 16:56' },
  'still-needed': {
    items: [{ text: 'One more kind of evidence from outside the case', href: '/findings/2/wider#evidence' }],
  },
  'waiting-list': {
    items: [
      {
        text: 'Finding 3 of Child C came back with two comments',
        href: '/findings/3',
        detail: 'COV 2012/03. The chair asks how you know that it is wider than one team.',
        since: '2 days',
        read: { action: '/findings/3/answers/1/reading', about: 'Finding 3' },
      },
      {
        text: 'School nurse 1 has corrected their conversation record',
        href: '/conversations/4',
        detail: 'COV 2012/03. Two paragraphs changed.',
        since: '5 days',
      },
    ],
  },
  'numbered-list': {
    items: [
      {
        text: '14 of 20 supervision records held no reasons for the decision',
        detail: 'Team audit, children’s social care, March 2012',
        action: { text: 'Change', href: '/evidence/1', visuallyHiddenText: 'evidence 1' },
      },
    ],
  },
  'aside-part': {
    heading: 'Ask yourself',
    items: [
      { text: 'Would another worker in the same seat have done the same? Who could tell you?' },
      { text: 'Where else would you look, and what would change your mind?' },
    ],
  },
  'empty-state': {
    title: 'No findings yet',
    text: 'A finding says how a part of the system made this death more likely, here and elsewhere. Most reviews end with five to eight.',
    action: { text: 'Begin a finding', href: '/reviews/1/findings', csrf: 'token' },
  },
  'filter-bar': {
    action: '/reviews',
    label: 'Filter your reviews',
    fields: [
      { name: 'find', label: 'Reference or label', value: '' },
      {
        name: 'state',
        label: 'State',
        items: [
          { value: '', text: 'Any' },
          { value: 'sense', text: 'Making sense' },
        ],
      },
    ],
    clearHref: '/reviews',
    count: '2 reviews',
  },
  'decision-box': {
    csrf: 'token',
    version: 3,
    choices: [
      {
        text: 'Approve this finding',
        action: '/findings/3/approval',
        explanation: 'Freezes this version and counts it in the national figures.',
      },
      {
        text: 'Return for changes',
        action: '/findings/3/return',
        secondary: true,
        explanation: 'Sends it back with your comments. The team can change it again.',
      },
    ],
  },
  'reading-part': {
    id: 'why',
    heading: 'Why did it make sense at the time?',
    paragraphs: [
      [
        {
          text: 'The health visitor had known the mother for six years and had seen her cope. On the three visits in June the mother explained the bruise before she was asked, as careful parents do, ',
        },
        {
          text: 'and the health visitor had eleven other families to see that week.',
          change: 'added',
          id: 'change-1',
        },
      ],
      [
        { text: 'The duty worker had one line of history on the screen. ' },
        { text: 'She should have looked further.', change: 'removed' },
        { text: ' ' },
        {
          text: 'The fuller record was in the archive, and a request for it took four days.',
          change: 'added',
          id: 'change-2',
        },
      ],
    ],
    comments: [
      { by: 'You, on the first version', text: 'How do we know about the workload that week?' },
      {
        by: 'Changed since you last read',
        text: '3 passages.',
        link: { text: 'Next change', href: '#change-1' },
      },
    ],
  },
  'margin-comment': { by: 'You, on the first version', text: 'How do we know about the workload that week?' },
  passages: {
    paragraphs: [
      [
        { text: 'Was. ', change: 'removed' },
        { text: 'Is.', change: 'added' },
      ],
    ],
  },
  'query-sentence': {
    parts: [
      { text: 'Reviews by ' },
      { text: 'category', href: '#by' },
      { text: ' and ' },
      { text: 'region', href: '#region' },
      { text: ', published or approved from ' },
      { text: '2009 to 2019', href: '#years' },
      { text: ', in ' },
      { text: 'all kinds of review', href: '#kind' },
      { text: '.' },
    ],
  },
  'figures-table': {
    id: 'recurs',
    caption: 'Reviews by category and region, 2009 to 2019',
    captionHidden: true,
    head: ['Category', 'London', 'North West', 'South East', 'South West', 'Agreement'].map((text) => ({
      text,
    })),
    rows: [
      ['Innate human biases', '31', '24', 'c', '9', '.71'],
      ['Family and professional interaction', '44', '37', '19', '12', '.78'],
      ['Responses to incidents', '18', 'c', '11', 'c', '.64'],
      ['Longer-term work', '39', '33', '22', '14', '.80'],
      ['Tools', 'c', '7', 'c', '0', '.69'],
      ['Management systems', '52', '41', '27', '16', '.74'],
    ].map(([text, ...cells]) => ({
      text,
      href: '/typology/1',
      cells: cells.map((cell) =>
        cell === '.64'
          ? { text: cell, mark: { sign: '▽', text: ', too little agreement to rely on' } }
          : { text: cell },
      ),
    })),
  },
  chart: {
    chart: chartOf(
      {
        by: ['category', 'region'],
        values: {
          category: [
            { code: 'A', text: 'Innate human biases' },
            { code: 'B', text: 'Tools' },
          ],
          region: [
            { code: 'London', text: 'London' },
            { code: 'South East', text: 'South East' },
          ],
        },
        figureAt: ([category, region]) => (category === 'B' ? 'c' : region === 'London' ? 31 : 12),
        behind: ([category]) => (category === 'A' ? '/national/findings?category=A' : undefined),
        weak: new Set(['B']),
        undecided: new Set(['B']),
      },
      'recurs-by-region',
    ),
  },
  drawing: linePanel(
    'recurs-over-years',
    'Tools',
    [
      { year: 2009, figure: 9 },
      { year: 2010, figure: 7 },
      { year: 2011, figure: 'c' },
    ],
    9,
  ),
  hatched: {},
  'bar-chart': {
    id: 'recurs-chart',
    title: 'Reviews in London by category',
    description: 'The same figures as in the table’s first column.',
    unit: 'reviews',
    bars: [
      { label: 'Innate human biases', value: 31 },
      { label: 'Family and professional interaction', value: 44 },
      { label: 'Responses to incidents', value: 18 },
      { label: 'Longer-term work', value: 39 },
      { label: 'Tools', value: 'c' },
      { label: 'Management systems', value: 52 },
    ],
  },
  tree: {
    nodes: [
      {
        text: 'Innate human biases',
        href: '/typology/1',
        count: 31,
        detail: 'How people come to see what they expect to see.',
        open: true,
        children: [
          { text: 'Failure to revise a first view', href: '/typology/1.1', count: 12 },
          {
            text: 'Tunnel vision',
            href: '/typology/1.2',
            children: [{ text: 'One agency’s picture', href: '/typology/1.2.1' }],
          },
        ],
      },
      { text: 'Tools', href: '/typology/5' },
    ],
  },
  'add-another': {
    name: 'evidence',
    view: 'components/input',
    addText: 'Add another',
    items: [{ name: 'evidence-0-text', label: { text: 'Evidence' } }],
    blank: { name: 'evidence-1-text', label: { text: 'Evidence' } },
  },
  'filter-list': {
    label: 'Find a category',
    noun: 'categories',
    content: {
      view: 'components/radios',
      page: {
        name: 'category',
        fieldset: { legend: { text: 'Category' } },
        items: [
          { value: '1', text: 'Innate human biases' },
          { value: '2', text: 'Tools', hint: { text: 'Forms, records, systems' } },
        ],
      },
    },
  },
  'scroll-region': {
    label: 'Team',
    content: {
      view: 'components/table',
      page: { caption: 'Team', head: [{ text: 'Name' }], rows: [[{ text: 'Reviewer 1' }]] },
    },
  },
};
