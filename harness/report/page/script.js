// The run is in the page; what is shown is in the address: every view can be linked to.
'use strict';
const run = JSON.parse(document.getElementById('run').textContent);
const view = document.getElementById('view');

const toneOf = outcome => ({
  pass: 'passed', xfail: 'passed', fail: 'failed', crash: 'failed', 'exit-early': 'failed',
  'exec-fail': 'failed', xpass: 'failed', timeout: 'hung', deadlock: 'hung', leak: 'odd',
}[outcome] ?? 'skipped');
const groups = {passed: ['pass', 'xfail'], skipped: ['skip'], 'not run': ['not run', 'disabled']};
const groupOf = outcome =>
    Object.keys(groups).find(group => groups[group].includes(outcome)) ?? 'failed';
const tones = {passed: 'passed', failed: 'failed', skipped: 'skipped', 'not run': 'skipped'};

const escaped = text => String(text).replace(
    /[&<>"']/g, c => ({'&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;'}[c]));
const duration = ms => ms === undefined ? '' : ms < 1000 ? `${Math.round(ms)} ms`
    : ms < 60000 ? `${(ms / 1000).toFixed(2)} s`
    : `${Math.floor(ms / 60000)} min ${Math.round(ms % 60000 / 1000)} s`;
const tick = ms => ms < 1000 ? `${ms} ms` : ms < 60000 ? `${ms / 1000} s`
    : `${Math.floor(ms / 60000)}:${String(Math.round(ms % 60000 / 1000)).padStart(2, '0')} min`;
const address = (name, values) => {
  const query = new URLSearchParams(Object.entries(values).filter(([, value]) => value)).toString();
  return `#${name}${query ? '&' + query : ''}`;
};

// Each test with what became of it at last.
const tests = run.programs.flatMap(program => {
  const listed = program.tests.map(test => {
    const last = test.attempts[test.decides];
    const outcome = last?.outcome ?? (test.disabled ? 'disabled' : 'not run');
    return {...test, binary: program.binary, last, outcome,
            group: last?.flaky_fails ? 'failed' : groupOf(outcome)};
  });
  return program.listing_failure === undefined ? listed : [{
    name: '(listing)', binary: program.binary, attempts: [], outcome: 'exec-fail', group: 'failed',
    last: {summary: program.listing_failure, failures: [], leaked: []},
  }, ...listed];
});
const linkTo = test => address('test', {binary: test.binary, name: test.name});
const isBad = test => test.group === 'failed';

function countOf(list) {
  const count = {passed: 0, failed: 0, skipped: 0, 'not run': 0};
  for (const test of list) ++count[test.group];
  return count;
}

function row(test) {
  const badges = ['flaky', 'slow'].filter(mark => test.last?.[mark])
      .concat(test.last?.leaked?.length ? ['leaked'] : []).concat(test.last?.cause ?? [])
      .map(mark => ` <span class="badge">${escaped(mark)}</span>`).join('');
  const why = test.last?.summary
      ? `<span class="why">${escaped(test.last.summary)}</span>` : '';
  return `<li><a class="${toneOf(test.outcome)}" href="${escaped(linkTo(test))}">` +
      `<span class="outcome">${escaped(test.outcome)}</span>` +
      `<span class="name">${escaped(test.binary)} ${escaped(test.name)}${badges}</span>` +
      `<span class="time">${duration(test.last?.duration_ms)}</span>${why}</a></li>`;
}
const listOf = list => list.length
    ? `<ul class="tests">${list.map(row).join('')}</ul>` : '<p>None.</p>';

// The matrix: a row per backend and capture, a column per transport.
function grid() {
  const inMatrix = tests.filter(test => test.cell);
  if (!inMatrix.length) return '';
  const keys = part => [...new Set(inMatrix.map(test => test.cell[part]))];
  const square = (backend, capture, transport) => {
    const here = inMatrix.filter(test => test.cell.backend === backend &&
        test.cell.capture === capture && test.cell.transport === transport);
    if (!here.length) return '<td></td>';
    const count = countOf(here);
    const worst = ['failed', 'not run', 'skipped'].filter(group => count[group]);
    const tone = count.failed ? 'failed' : count.passed ? 'passed' : 'skipped';
    const label = [`${count.passed} passed`, ...worst.map(group => `${count[group]} ${group}`)];
    return `<td class="${tone}"><a title="${label.join(', ')}" href="${escaped(address('tests',
        {cell: `${backend}_${capture}_${transport}`, outcome: count.failed ? 'failed' : ''}))}">` +
        `${count.failed ? `${count.failed} failed` : count.passed}</a></td>`;
  };
  const transports = keys('transport');
  const rows = keys('backend').flatMap(backend => keys('capture').map((capture, at, captures) =>
      `<tr>${at ? '' : `<th scope="rowgroup" rowspan="${captures.length}">${escaped(backend)}</th>`}` +
      `<th scope="row">${escaped(capture)}</th>` +
      transports.map(transport => square(backend, capture, transport)).join('') + '</tr>'));
  return '<h2>Matrix</h2><div class="scroll"><table class="grid"><thead><tr><th>backend</th>' +
      '<th>capture</th>' + transports.map(key => `<th scope="col">${escaped(key)}</th>`).join('') +
      `</tr></thead><tbody>${rows.join('')}</tbody></table></div>`;
}

function overview() {
  const count = countOf(tests);
  const totals = Object.keys(count).filter(group => count[group] || group !== 'not run')
      .map(group => `<li><a class="${count[group] ? tones[group] : ''}" href="${
          escaped(address('tests', {outcome: group}))}"><b>${count[group]}</b><span>${group}</span></a></li>`);
  const bad = tests.filter(isBad);
  const slowest = tests.filter(test => test.last?.duration_ms !== undefined)
      .sort((a, b) => b.last.duration_ms - a.last.duration_ms).slice(0, 10);
  return `<ul class="totals">${totals.join('')}</ul>` +
      (bad.length ? `<h2>Failed</h2>${listOf(bad.slice(0, 100))}` : '') +
      (bad.length > 100 ? `<p><a href="#tests&outcome=failed">all ${bad.length}</a></p>` : '') +
      grid() + `<h2>Slowest</h2>${listOf(slowest)}` +
      `<h2>The run</h2><dl><dt>command</dt><dd><code>${escaped(run.command.join(' '))}</code></dd>` +
      `<dt>run</dt><dd><code>${escaped(run.run_id)}</code></dd></dl>`;
}

const cellName = test => test.cell
    ? `${test.cell.backend}_${test.cell.capture}_${test.cell.transport}` : '';

function chosen(query) {
  const words = (query.get('q') ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  const outcome = query.get('outcome'), cell = query.get('cell');
  return tests.filter(test =>
      (!outcome || test.outcome === outcome || test.group === outcome) &&
      (!cell || cellName(test) === cell) &&
      words.every(word => `${test.binary} ${test.name} ${test.last?.cause ?? ''}`.toLowerCase()
          .includes(word)));
}

function testList(query) {
  const outcomes = [...new Set([...Object.keys(groups), 'failed', ...tests.map(test => test.outcome)])];
  const options = outcomes.map(outcome => `<option${
      outcome === query.get('outcome') ? ' selected' : ''}>${escaped(outcome)}</option>`);
  const list = chosen(query);
  return '<form class="filter" role="search"><input type="search" name="q" aria-label="Filter by name" ' +
      `placeholder="Filter by words of a name or a cause  ( / )" value="${escaped(query.get('q') ?? '')}">` +
      `<select name="outcome" aria-label="Outcome"><option value="">every outcome</option>${
          options.join('')}</select>` +
      (query.get('cell') ? `<label>cell <code>${escaped(query.get('cell'))}</code> <a href="${escaped(
          address('tests', {outcome: query.get('outcome')}))}" aria-label="every cell">all</a></label>` : '') +
      `<input type="hidden" name="cell" value="${escaped(query.get('cell') ?? '')}">` +
      `<output>${list.length} of ${tests.length}</output></form><div id="list">${listOf(list)}</div>`;
}

function attempt(test, one) {
  const end = one.signal !== undefined ? `signal ${one.signal}`
      : one.exit_code !== undefined ? `exit status ${one.exit_code}` : '';
  const title = test.attempts.length > 1 ? `<h2>Attempt ${one.attempt}</h2>` : '';
  const folded = (name, text, open) => text
      ? `<details${open ? ' open' : ''}><summary>${name}</summary><pre>${escaped(text)}</pre></details>` : '';
  const file = path => path
      ? `<a href="${escaped(encodeURI(path).replace(/[?#]/g, encodeURIComponent))}">${escaped(path)}</a>` : '';
  return title + `<div class="verdict ${toneOf(one.outcome)}"><span class="outcome">${
      escaped(one.outcome)}</span>${one.cause ? ` <span class="badge">${escaped(one.cause)}</span>` : ''}` +
      (one.summary ? `<div>${escaped(one.summary)}</div>` : '') + '</div><dl>' +
      `<dt>took</dt><dd>${duration(one.duration_ms)}</dd>` + (end ? `<dt>ended with</dt><dd>${end}</dd>` : '') +
      (one.output ? `<dt>output</dt><dd>${file(one.output)}</dd>` : '') +
      (one.dump ? `<dt>dump</dt><dd>${file(one.dump)}</dd>` : '') +
      one.leaked.map(process => `<dt>left behind</dt><dd><code>${process.pid} ${
          escaped(process.cmdline)}</code></dd>`).join('') + '</dl>' +
      one.failures.map(text => `<h3>Failure</h3><pre>${escaped(text)}</pre>`).join('') +
      (one.graph ? `<h3>Who waits for whom</h3><div class="picture">${one.graph}</div>` : '') +
      folded('Verdict, waits and stacks', one.dump_text, true) +
      folded('Output', one.output_tail, isBad(test));
}

function oneTest(query) {
  const test = tests.find(one => one.binary === query.get('binary') && one.name === query.get('name'));
  if (!test) return '<p>There is no such test in this run. <a href="#tests">All tests</a></p>';
  const where = test.file ? `<p><code>${escaped(test.file)}${test.line ? ':' + test.line : ''}</code></p>` : '';
  const quoted = text => `'${text.replaceAll("'", "'\\''")}'`;
  const again = `hangar run --filter=${quoted(test.name.replace(/[*:-]/g, '?'))} ${quoted(run.programs.find(
      program => program.binary === test.binary).path)}`;
  return `<h2 class="name">${escaped(test.binary)} ${escaped(test.name)}</h2>${where}` +
      (test.attempts.length ? test.attempts.map(one => attempt(test, one)).join('')
          : `<div class="verdict skipped">${escaped(test.outcome)}${
              test.last?.summary ? ': ' + escaped(test.last.summary) : ''}</div>`) +
      `<h3>Again</h3><pre>${escaped(again)}</pre>`;
}

// What ran when: each attempt on the first slot that is free, as the runner had them.
function timeline() {
  const all = tests.flatMap(test => test.attempts.filter(one => one.start_ms !== undefined)
      .map(one => ({test, one, end: one.start_ms + one.duration_ms})))
      .sort((a, b) => a.one.start_ms - b.one.start_ms);
  if (!all.length) return '<p>Nothing ran.</p>';
  const slots = [];
  for (const item of all) {
    item.slot = slots.findIndex(free => free <= item.one.start_ms + 1);
    if (item.slot < 0) item.slot = slots.push(0) - 1;
    slots[item.slot] = item.end;
  }
  const span = Math.max(1, ...slots), width = 1200, left = 4, height = 22;
  const x = ms => left + ms / span * (width - 2 * left);
  const raw = span / 10, power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map(n => n * power).find(n => n >= raw);
  let ticks = '';
  for (let at = 0; at <= span; at += step)
    ticks += `<line x1="${x(at)}" x2="${x(at)}" y1="0" y2="${slots.length * height}"/>` +
        (x(at) > width - 60 ? '' : `<text x="${x(at) + 2}" y="${slots.length * height + 14}">${tick(at)}</text>`);
  const bars = all.map(({test, one, slot, end}) =>
      `<a href="${escaped(linkTo(test))}" class="${toneOf(one.outcome)}"><rect x="${x(one.start_ms).toFixed(2)}" ` +
      `y="${slot * height + 3}" height="${height - 6}" rx="1" width="${
          Math.max(1.2, x(end) - x(one.start_ms) - .4).toFixed(2)}"><title>${escaped(test.binary)} ${
          escaped(test.name)}: ${one.outcome}, ${duration(one.duration_ms)}</title></rect></a>`);
  return `<h2>${all.length} ${all.length > tests.length ? 'attempts' : 'tests'} on ${slots.length} ${
      slots.length === 1 ? 'slot' : 'slots'}</h2><svg class="timeline" role="img" ` +
      `aria-label="What ran when" viewBox="0 0 ${width} ${slots.length * height + 22}">${ticks}${
          bars.join('')}</svg>`;
}

const views = {overview, tests: testList, test: oneTest, timeline};

function show() {
  const [name, ...rest] = location.hash.slice(1).split('&');
  const query = new URLSearchParams(rest.join('&'));
  const key = views[name] ? name : 'overview';
  view.innerHTML = views[key](query);
  for (const link of document.querySelectorAll('nav a'))
    link.dataset.view === key ? link.setAttribute('aria-current', 'page') : link.removeAttribute('aria-current');
  if (key !== 'tests') scrollTo(0, 0);
}

// Typing changes the list and the address, and keeps the field as it is.
view.addEventListener('input', event => {
  const form = event.target.closest('form.filter');
  if (!form) return;
  const values = Object.fromEntries(new FormData(form));
  history.replaceState(null, '', address('tests', values));
  const list = chosen(new URLSearchParams(values));
  form.querySelector('output').textContent = `${list.length} of ${tests.length}`;
  document.getElementById('list').innerHTML = listOf(list);
});
view.addEventListener('submit', event => event.preventDefault());

// "/" goes to the filter; j and k, or the arrows, through a list; u back to the overview.
document.addEventListener('keydown', event => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches('input, select')) return;
  const step = {j: 1, ArrowDown: 1, k: -1, ArrowUp: -1}[event.key];
  const rows = [...view.querySelectorAll('.tests a')];
  if (event.key === '/') {
    if (!view.querySelector('input[type=search]')) location.hash = '#tests';
    setTimeout(() => view.querySelector('input[type=search]')?.focus());
  } else if (step && rows.length) {
    const at = rows.indexOf(document.activeElement);
    rows[Math.min(rows.length - 1, Math.max(0, at + step))].focus();
  } else if (event.key === 'u') {
    location.hash = '';
  } else {
    return;
  }
  event.preventDefault();
});

const counts = countOf(tests);
document.getElementById('headline').textContent =
    `${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped` +
    ` in ${duration(run.duration_ms)}, ${run.started.replace('T', ' ').replace(/\..*/, '')}`;
document.title = `hangar: ${counts.failed ? `${counts.failed} failed` : `${counts.passed} passed`}`;
document.getElementById('footnote').textContent =
    `hangar ${run.version} · / filter · j k next, previous · u overview`;
addEventListener('hashchange', show);
show();
