import { ACTIONS, PARTS, PART_WORDS, STATES, STATE_WORDS, TRANSITIONS, cellOf } from './transitions';

/** The page transitions.md, drawn from the table: a Mermaid diagram, the steps in words, and every refusal. */
export function transitionPage(): string {
  return [
    '# How a finding is approved',
    '',
    'Drawn from the table in `transitions.ts`; a test holds this page to it. To change it, change the table and run',
    '`WRITE_DIAGRAM=1 npx jest test/approvals/transitions`.',
    '',
    '```mermaid',
    ...diagram(),
    '```',
    '',
    '| step | whose | words asked for | what it does |',
    '| --- | --- | --- | --- |',
    ...ACTIONS.map((action) => {
      const rule = TRANSITIONS[action];
      return `| ${rule.button} | ${PART_WORDS[rule.by]} | ${rule.comment?.label ?? 'none'} | ${rule.will} |`;
    }),
    '',
    'To everyone else a step does not exist. No one approves what they wrote any part of, and only the version',
    'that was read can be decided on. In the other states the person whose step it is reads:',
    '',
    '| step | state | answer |',
    '| --- | --- | --- |',
    ...cells().flatMap(({ action, state, cell }) =>
      'refusal' in cell
        ? [`| ${TRANSITIONS[action].button} | ${STATE_WORDS[state]} | ${cell.refusal} |`]
        : [],
    ),
    '',
  ].join('\n');
}

function diagram(): string[] {
  return [
    'stateDiagram-v2',
    ...STATES.map((state) => `  ${state}: ${STATE_WORDS[state]}`),
    '  [*] --> draft',
    ...cells().flatMap(({ action, part, state, cell }) =>
      'to' in cell ? [`  ${state} --> ${cell.to}: ${TRANSITIONS[action].button} (${PART_WORDS[part]})`] : [],
    ),
  ];
}

const cells = () =>
  ACTIONS.flatMap((action) =>
    PARTS.flatMap((part) =>
      STATES.map((state) => ({ action, part, state, cell: cellOf(part, state, action) })),
    ),
  );
