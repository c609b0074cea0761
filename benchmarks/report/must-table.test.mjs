import { expect, test } from 'vitest'
import { formatMusts } from './must-table.mjs'

const row = { part: 'W9', must: 'W9', ours: '1 thread', against: 'The Peer', required: '2x', note: '' }

test('each must with what is required and reached, and what was left out', () => {
  const verdicts = [
    { ...row, reached: '3x', met: true },
    { ...row, reached: '1.5x', met: false },
    { ...row, reached: '3x', met: false, note: 'the results differ' },
    { ...row, note: 'cannot train' },
    { ...row, note: 'the process ended: Error\n    at somewhere' },
  ]
  expect(formatMusts(verdicts, { size: 'name it with --only' }).split('\n')).toEqual([
    '  must      ours   against  required  reached',
    '  W9    1 thread  The Peer        2x       3x  met',
    '  W9    1 thread  The Peer        2x     1.5x  NOT MET',
    '  W9    1 thread  The Peer        2x       3x  NOT MET: the results differ',
    '  W9    1 thread  The Peer        2x        -  not measured: cannot train',
    '  W9    1 thread  The Peer        2x        -  not measured: the process ended: Error ...',
    '  size                                      -  not measured: name it with --only',
    '',
    '  1 met, 2 not met, 2 not measured; without size',
  ])
  expect(formatMusts(verdicts, {})).toMatch(/2 not measured$/)
})
